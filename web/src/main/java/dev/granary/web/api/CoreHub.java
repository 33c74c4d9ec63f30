package dev.granary.web.api;

import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Promise;
import dev.granary.web.source.CoreTask;
import org.teavm.jso.JSObject;

/** The repositories of a hub, as JavaScript sees them. A quant or revision may be null. */
public interface CoreHub extends JSObject {
  Promise scan(String repo, String revision, CoreTask task);

  Promise get(String repo, String revision);

  Promise list();

  Promise plan(String repo, String revision, String quant, JsArray files, CoreTask task);

  /** With 1 or 0 for pinned, and -1 to leave it as it is. */
  Promise download(
      String repo,
      String revision,
      String quant,
      JsArray files,
      int concurrency,
      int pinned,
      CoreTask task);

  Promise file(String repo, String path, String revision);

  Promise checkForUpdate(String repo, CoreTask task);

  Promise delete(String repo, String quant);
}
