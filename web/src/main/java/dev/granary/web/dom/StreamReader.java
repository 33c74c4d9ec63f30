package dev.granary.web.dom;

import org.teavm.jso.JSObject;

/** A reader of a ReadableStream, of either kind. */
public interface StreamReader extends JSObject {
  Promise read();

  Promise read(JSObject view, JSObject options);

  Promise cancel(JSObject reason);

  void releaseLock();
}
