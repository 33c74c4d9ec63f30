package dev.granary.web.dom;

import org.teavm.jso.JSObject;

/** An IndexedDB object store, within a transaction. */
public interface ObjectStore extends JSObject {
  Request get(String key);

  Request get(double key);

  Request getAll(JSObject range);

  Request getAll(JSObject range, int count);

  Request getAllKeys(JSObject range);

  Request getAllKeys(JSObject range, int count);

  Request put(JSObject value, String key);

  Request put(JSObject value, double key);

  Request add(JSObject value, String key);

  Request add(JSObject value, double key);

  Request delete(String key);

  Request delete(double key);

  Index index(String name);

  Index createIndex(String name, String path, JSObject options);
}
