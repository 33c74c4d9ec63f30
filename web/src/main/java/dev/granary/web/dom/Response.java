package dev.granary.web.dom;

import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** The answer of a server. */
public interface Response extends JSObject {
  @JSProperty
  String getUrl();

  @JSProperty
  int getStatus();

  @JSProperty("ok")
  boolean isOk();

  @JSProperty("redirected")
  boolean isRedirected();

  @JSProperty("bodyUsed")
  boolean isBodyUsed();

  @JSProperty
  JSObject getBody();
}
