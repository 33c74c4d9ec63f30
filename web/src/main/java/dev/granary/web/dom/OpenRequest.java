package dev.granary.web.dom;

import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** A request to open a database. */
public interface OpenRequest extends JSObject {
  @JSProperty
  Database getResult();

  @JSProperty
  JSObject getError();

  @JSProperty
  void setOnsuccess(Listener listener);

  @JSProperty
  void setOnerror(Listener listener);

  @JSProperty
  void setOnblocked(Listener listener);

  @JSProperty
  void setOnupgradeneeded(UpgradeListener listener);
}
