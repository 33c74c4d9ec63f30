package dev.granary.web.api;

import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Promise;
import dev.granary.web.source.CoreTask;
import org.teavm.jso.JSObject;

/** Exports the repositories of a hub. */
public interface CoreHub extends JSObject {
  @Ts("Promise<RepoManifest>")
  Promise scan(String repo, @Ts("string | null") String revision, CoreTask task);

  @Ts("Promise<RepoManifest | null>")
  Promise get(String repo, @Ts("string | null") String revision);

  @Ts("Promise<RepoManifest[]>")
  Promise list();

  @Ts("Promise<DownloadPlan>")
  Promise plan(
      String repo,
      @Ts("string | null") String revision,
      @Ts("string | null") String quant,
      @Ts("string[]") JsArray files,
      CoreTask task);

  /** Downloads a quant or files. {@code pinned}: 1 or 0; -1 leaves the pins unchanged. */
  @Ts("Promise<RepoManifest>")
  Promise download(
      String repo,
      @Ts("string | null") String revision,
      @Ts("string | null") String quant,
      @Ts("string[]") JsArray files,
      int concurrency,
      int pinned,
      CoreTask task);

  @Ts("Promise<CoreFile | null>")
  Promise file(String repo, String path, @Ts("string | null") String revision);

  @Ts("Promise<RepoUpdate | null>")
  Promise checkForUpdate(String repo, CoreTask task);

  @Ts("Promise<boolean>")
  Promise delete(String repo, @Ts("string | null") String quant);
}
