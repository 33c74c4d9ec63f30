package dev.granary.web.dom;

import org.teavm.jso.JSObject;

/** A promise of the platform, or an object that behaves like one. */
public interface Promise extends JSObject {
  void then(Settled fulfilled, Settled rejected);
}
