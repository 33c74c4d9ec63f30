package dev.granary.hub;

import dev.granary.Task;
import dev.granary.download.ServerAccess;
import dev.granary.http.Http;
import dev.granary.hub.api.Endpoint;
import java.util.ArrayList;
import java.util.List;

/** Asks one hub with its own client, and with a token that goes to no other server. */
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
   * Returns the access to the URL that a key's journal holds. For a URL of exactly that file at the
   * hub, the access has the token, and the hub's client unless the caller chose one. For any other
   * URL, the access is the given one.
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

  /**
   * Returns a client that asks the hub for the hub's own files, with the token, and asks another
   * client for everything else.
   */
  public Http client(Http other, Task asking) {
    return request ->
        endpoint.hasFile(request.url())
            ? platform
                .clients()
                .of(asking)
                .get(request.with(Endpoint.headers(platform.token(asking))))
            : other.get(request);
  }

  /**
   * Returns whether the caller authorizes itself. The platform's Headers give names in lower case.
   */
  private static boolean authorizes(List<Http.Header> headers) {
    for (Http.Header header : headers) {
      if (header.name().equals("authorization")) {
        return true;
      }
    }
    return false;
  }
}
