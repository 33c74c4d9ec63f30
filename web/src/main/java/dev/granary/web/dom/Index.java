package dev.granary.web.dom;

import org.teavm.jso.JSObject;

/** An index of an object store. */
public interface Index extends JSObject {
  Request count(String key);
}
