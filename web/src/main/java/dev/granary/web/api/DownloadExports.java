package dev.granary.web.api;

import dev.granary.Task;
import dev.granary.catalog.FileSpec;
import dev.granary.download.Download;
import dev.granary.download.ServerAccess;
import dev.granary.download.SharedDownloads;
import dev.granary.download.Unfinished;
import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Promise;
import dev.granary.web.source.CoreTask;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSBoolean;

/** Exports the downloads of one store to JavaScript. */
final class DownloadExports implements CoreDownloads {
  private final BrowserSession store;
  private final SharedDownloads downloads;

  DownloadExports(BrowserSession store, SharedDownloads downloads) {
    this.store = store;
    this.downloads = downloads;
  }

  @Override
  public Promise fetch(
      String key,
      String url,
      Spec spec,
      RawRequest request,
      boolean revalidate,
      CoreTask coreTask) {
    return store.call(
        () -> {
          ServerAccess access = RawRequest.access(request);
          FileSpec checked = Spec.checked(spec);
          Download wanted =
              new Download(key, url, checked, access.headers(), access.retries(), revalidate);
          Task task = CoreTask.follow(coreTask);
          return new FileHandle(
              store, downloads.fetch(wanted, access, task, Events.listener(coreTask)));
        });
  }

  @Override
  public Promise resume(String key, RawRequest request, CoreTask coreTask) {
    return store.call(
        () -> {
          Task task = CoreTask.follow(coreTask);
          ServerAccess access = RawRequest.access(request);
          return new FileHandle(
              store, downloads.resume(key, access, task, Events.listener(coreTask)));
        });
  }

  @Override
  public Promise stop(String key, String how) {
    return store.call(() -> JSBoolean.valueOf(downloads.stop(key, Events.stopped(how))));
  }

  @Override
  public Promise unfinished() {
    return store.call(
        () -> {
          JsArray found = JsArray.Maker.empty();
          for (Unfinished each : downloads.unfinished()) {
            found.push(
                unfinished(
                    each.key(),
                    each.url(),
                    each.loaded(),
                    each.total(),
                    each.startedAt(),
                    each.active(),
                    each.resumable()));
          }
          return found;
        });
  }

  @JSBody(
      params = {"key", "url", "loaded", "total", "startedAt", "active", "resumable"},
      script =
          "return { key: key, url: url, loaded: loaded, total: total, startedAt: startedAt,"
              + " active: active, resumable: resumable };")
  private static native JSObject unfinished(
      String key,
      String url,
      double loaded,
      double total,
      double startedAt,
      boolean active,
      boolean resumable);
}
