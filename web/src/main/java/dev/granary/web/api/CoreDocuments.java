package dev.granary.web.api;

import dev.granary.web.dom.Promise;
import org.teavm.jso.JSObject;

/** Exports the documents of an open store. */
public interface CoreDocuments extends JSObject {
  @Ts("Promise<void>")
  Promise put(String key, String json);

  @Ts("Promise<string | null>")
  Promise get(String key);

  @Ts("Promise<boolean>")
  Promise has(String key);

  @Ts("Promise<boolean>")
  Promise delete(String key);

  @Ts("Promise<string[]>")
  Promise keys(String prefix);
}
