package dev.granary.web.dom;

import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** A dedicated worker, as its owner sees it. */
public interface WorkerThread extends JSObject {
  void postMessage(JSObject message, JsArray transfer);

  void terminate();

  @JSProperty
  void setOnmessage(MessageListener listener);

  @JSProperty
  void setOnerror(MessageListener listener);
}
