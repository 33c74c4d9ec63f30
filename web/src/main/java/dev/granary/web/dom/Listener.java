package dev.granary.web.dom;

import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** Receives an event, and ignores what the event says. */
@JSFunctor
public interface Listener extends JSObject {
  void happened();
}
