package dev.granary.web.api;

import dev.granary.web.dom.Promise;
import dev.granary.web.source.CoreTask;
import org.teavm.jso.JSObject;

/** What an open store downloads, as JavaScript sees it. */
public interface CoreDownloads extends JSObject {
  Promise fetch(
      String key, String url, Spec spec, RawRequest request, boolean revalidate, CoreTask task);

  Promise resume(String key, RawRequest request, CoreTask task);

  Promise stop(String key, String how);

  Promise unfinished();
}
