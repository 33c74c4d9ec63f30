package dev.granary.web.dom;

import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** Is called for an event, whatever the event says. */
@JSFunctor
public interface Listener extends JSObject {
  void happened();
}
