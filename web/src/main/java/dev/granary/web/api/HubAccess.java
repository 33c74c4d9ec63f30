package dev.granary.web.api;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.http.Http;
import dev.granary.hub.Endpoint;
import dev.granary.web.bridge.Awaited;
import dev.granary.web.bridge.JsFailure;
import dev.granary.web.bridge.Promises;
import dev.granary.web.source.Task;
import java.util.ArrayList;
import java.util.List;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSString;

/**
 * How a store's hub is asked: by the caller's own fetch, and with a token, which goes nowhere else.
 */
final class HubAccess {
  private final HubSettings settings;
  private final Endpoint endpoint;

  HubAccess(HubSettings settings) {
    this.settings = settings;
    endpoint = new Endpoint(settings.getEndpoint());
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /** The caller's own, or null. */
  JSObject fetch() {
    return settings.getFetch();
  }

  /** The token, asked for anew; empty where there is none. */
  String token(Task asking) {
    Awaited given = Promises.of(settings.getToken().get());
    try {
      asking.awaitTurn(given);
      return ((JSString) given.join()).stringValue();
    } catch (JsFailure why) {
      throw new GranaryException(Code.INVALID, "hub.token failed: " + why.getMessage(), why)
          .with("option", "token");
    }
  }

  /**
   * How the URL of what a key keeps is asked: where the hub has that very file, with its token and
   * fetch, unless the caller gave his own; any other as the caller says.
   */
  SharedDownload.Way to(String key, String url, SharedDownload.Way given, Task asking) {
    if (!endpoint.owns(key, url)) {
      return given;
    }
    List<Http.Header> headers = new ArrayList<>(given.headers());
    if (!authorizes(headers)) {
      headers.addAll(Endpoint.headers(token(asking)));
    }
    return new SharedDownload.Way(
        given.fetch() == null ? fetch() : given.fetch(), List.copyOf(headers), given.retries());
  }

  /** Names come in small letters from the platform's own Headers. */
  private static boolean authorizes(List<Http.Header> headers) {
    for (Http.Header header : headers) {
      if (header.name().equals("authorization")) {
        return true;
      }
    }
    return false;
  }
}
