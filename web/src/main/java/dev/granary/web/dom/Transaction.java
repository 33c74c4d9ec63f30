package dev.granary.web.dom;

import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** An IndexedDB transaction. */
public interface Transaction extends JSObject {
  ObjectStore objectStore(String name);

  void abort();

  /** Returns why the transaction was aborted; null after an explicit {@link #abort}. */
  @JSProperty
  JSObject getError();

  @JSProperty
  void setOncomplete(Listener listener);

  @JSProperty
  void setOnabort(Listener listener);
}
