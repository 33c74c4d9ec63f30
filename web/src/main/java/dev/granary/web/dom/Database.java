package dev.granary.web.dom;

import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** An open connection to a database of IndexedDB. */
public interface Database extends JSObject {
  Transaction transaction(JsArray stores, String mode, JSObject options);

  ObjectStore createObjectStore(String name);

  void close();

  @JSProperty
  double getVersion();

  @JSProperty
  void setOnversionchange(Listener listener);

  /** The connection was lost: not called after {@link #close}. */
  @JSProperty
  void setOnclose(Listener listener);
}
