package dev.granary.web.api;

import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Promise;
import dev.granary.web.source.CoreTask;
import org.teavm.jso.JSObject;

/** An open store, as JavaScript sees it; {@code core.d.ts} says the same in types. */
public interface Core extends JSObject {
  String backend();

  String chunkForm();

  Promise put(String key, JSObject source, Spec spec, CoreTask task);

  Promise get(String key);

  Promise has(String key);

  Promise list(String prefix);

  /** With its documents, or without them. */
  Promise delete(String key, boolean documents);

  Promise pin(String key, boolean pinned);

  CoreDownloads downloads();

  CoreHub hub();

  Promise exportBundle(JsArray keys);

  Promise importBundle(JSObject source, CoreTask task);

  CoreDocuments documents();

  Promise verify(String key, boolean repair, CoreTask task);

  Promise stats();

  /** With -1 for what is not asked for. */
  Promise clean(double unusedFor, double maxBytes, boolean files, boolean dryRun, CoreTask task);

  Promise persist();

  Promise clear();

  Promise close();
}
