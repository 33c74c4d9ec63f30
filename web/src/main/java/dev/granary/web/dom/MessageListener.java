package dev.granary.web.dom;

import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** Is called for a message. */
@JSFunctor
public interface MessageListener extends JSObject {
  void message(MessageEvent event);
}
