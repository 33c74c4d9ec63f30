package dev.granary.web.dom;

import org.teavm.jso.JSObject;

/** Opens IndexedDB databases. */
public interface DatabaseFactory extends JSObject {
  OpenRequest open(String name);

  OpenRequest open(String name, int version);

  OpenRequest deleteDatabase(String name);
}
