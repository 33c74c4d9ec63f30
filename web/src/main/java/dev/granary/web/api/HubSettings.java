package dev.granary.web.api;

import dev.granary.web.dom.Promise;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** Which hub, and how it is asked; every property is present. */
public interface HubSettings extends JSObject {
  /** Gives a promise of the token; empty where there is none. */
  @JSFunctor
  interface Token extends JSObject {
    Promise get();
  }

  @JSProperty
  String getEndpoint();

  @JSProperty
  Token getToken();

  /** The caller's own fetch, or null. */
  @JSProperty
  JSObject getFetch();
}
