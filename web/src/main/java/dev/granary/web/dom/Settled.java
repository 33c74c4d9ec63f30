package dev.granary.web.dom;

import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** Receives the result of a promise. */
@JSFunctor
public interface Settled extends JSObject {
  void with(JSObject value);
}
