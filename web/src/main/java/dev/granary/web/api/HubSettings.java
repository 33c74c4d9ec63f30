package dev.granary.web.api;

import dev.granary.web.dom.Promise;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** Which hub to ask, and how. Every property is present. */
public interface HubSettings extends JSObject {
  /** Gives a promise of the token; empty where there is none. */
  @JSFunctor
  interface Token extends JSObject {
    Promise get();
  }

  /** An absolute URL, with or without a slash at its end. */
  @JSProperty
  String getEndpoint();

  /** Gives the token; empty where there is none. */
  @JSProperty
  @Ts("() => Promise<string>")
  Token getToken();

  /** The caller's own fetch, or null. */
  @JSProperty
  @Ts("typeof fetch | null")
  JSObject getFetch();
}
