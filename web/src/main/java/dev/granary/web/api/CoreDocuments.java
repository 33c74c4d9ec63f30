package dev.granary.web.api;

import dev.granary.web.dom.Promise;
import org.teavm.jso.JSObject;

/** The documents of an open store, as JavaScript sees them. */
public interface CoreDocuments extends JSObject {
  Promise put(String key, String json);

  Promise get(String key);

  Promise has(String key);

  Promise delete(String key);

  Promise keys(String prefix);
}
