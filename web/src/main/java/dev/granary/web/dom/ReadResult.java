package dev.granary.web.dom;

import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** The result of one read of a stream or an iterator. */
public interface ReadResult extends JSObject {
  @JSProperty("done")
  boolean isDone();

  @JSProperty
  JSObject getValue();
}
