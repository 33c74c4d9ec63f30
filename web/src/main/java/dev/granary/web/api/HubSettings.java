package dev.granary.web.api;

import dev.granary.web.dom.Promise;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** Says which hub to ask, and how. Every property is present. */
public interface HubSettings extends JSObject {
  /** Returns a promise of the token; the token is empty where there is none. */
  @JSFunctor
  interface Token extends JSObject {
    Promise get();
  }

  /** Returns an absolute URL, with or without a slash at its end. */
  @JSProperty
  String getEndpoint();

  /** Returns the function that gives the token; the token is empty where there is none. */
  @JSProperty
  @Ts("() => Promise<string>")
  Token getToken();

  /** Returns the caller's own fetch, or null. */
  @JSProperty
  @Ts("typeof fetch | null")
  JSObject getFetch();
}
