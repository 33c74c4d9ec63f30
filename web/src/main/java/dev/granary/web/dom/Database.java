package dev.granary.web.dom;

import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** An open connection to an IndexedDB database. */
public interface Database extends JSObject {
  Transaction transaction(JsArray stores, String mode, JSObject options);

  ObjectStore createObjectStore(String name);

  void close();

  @JSProperty
  double getVersion();

  @JSProperty
  void setOnversionchange(Listener listener);

  /**
   * Sets the listener for a connection that the browser has lost. The browser does not call it
   * after {@link #close}.
   */
  @JSProperty
  void setOnclose(Listener listener);
}
