package dev.granary.web.dom;

import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** Is called with what a promise came to. */
@JSFunctor
public interface Settled extends JSObject {
  void with(JSObject value);
}
