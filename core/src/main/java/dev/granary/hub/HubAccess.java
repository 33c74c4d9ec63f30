package dev.granary.hub;

import dev.granary.Task;
import dev.granary.download.ServerAccess;
import dev.granary.http.Http;
import dev.granary.hub.api.Endpoint;
import java.util.ArrayList;
import java.util.List;

/** Asks one hub with its own client, and with a token that goes nowhere else. */
public final class HubAccess implements ServerAccess.Known {
  private final Endpoint endpoint;
  private final HubPlatform platform;

  public HubAccess(Endpoint endpoint, HubPlatform platform) {
    this.endpoint = endpoint;
    this.platform = platform;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  HubPlatform platform() {
    return platform;
  }

  /**
   * How to ask for the URL that a key keeps: where the hub has that very file, with the token, and
   * with the hub's client unless the caller chose one; any other URL as the caller says.
   */
  @Override
  public ServerAccess to(String key, String url, ServerAccess given, Task asking) {
    if (!endpoint.owns(key, url)) {
      return given;
    }
    List<Http.Header> headers = new ArrayList<>(given.headers());
    if (!authorizes(headers)) {
      headers.addAll(Endpoint.headers(platform.token(asking)));
    }
    return new ServerAccess(
        given.ownClients() ? given.clients() : platform.clients(),
        given.ownClients(),
        List.copyOf(headers),
        given.retries());
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
