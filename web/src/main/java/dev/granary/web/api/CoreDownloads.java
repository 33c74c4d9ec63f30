package dev.granary.web.api;

import dev.granary.web.dom.Promise;
import dev.granary.web.source.CoreTask;
import org.teavm.jso.JSObject;

/** Exports the downloads of an open store. */
public interface CoreDownloads extends JSObject {
  /** Downloads a file. The URL is absolute, and has neither a fragment nor a password. */
  @Ts("Promise<CoreFile>")
  Promise fetch(
      String key, String url, Spec spec, RawRequest request, boolean revalidate, CoreTask task);

  @Ts("Promise<CoreFile>")
  Promise resume(String key, RawRequest request, CoreTask task);

  /**
   * Stops a download. {@code how}: 'paused' or 'discarded', as in the details of its callers'
   * error.
   */
  @Ts("Promise<boolean>")
  Promise stop(String key, String how);

  @Ts("Promise<RawUnfinished[]>")
  Promise unfinished();
}
