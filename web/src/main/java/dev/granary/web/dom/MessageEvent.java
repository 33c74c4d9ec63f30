package dev.granary.web.dom;

import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** A message that a worker or a page has sent. */
public interface MessageEvent extends JSObject {
  @JSProperty
  JSObject getData();

  void preventDefault();
}
