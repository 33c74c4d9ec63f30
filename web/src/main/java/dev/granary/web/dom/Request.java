package dev.granary.web.dom;

import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** A request in a transaction. */
public interface Request extends JSObject {
  @JSProperty
  JSObject getResult();

  @JSProperty
  void setOnsuccess(Listener listener);
}
