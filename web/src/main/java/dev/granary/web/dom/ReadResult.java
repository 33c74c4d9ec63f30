package dev.granary.web.dom;

import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** What one read of a stream or iterator gave. */
public interface ReadResult extends JSObject {
  @JSProperty("done")
  boolean isDone();

  @JSProperty
  JSObject getValue();
}
