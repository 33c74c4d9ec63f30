package dev.granary.web.dom;

import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** Receives a message. */
@JSFunctor
public interface MessageListener extends JSObject {
  void message(MessageEvent event);
}
