package dev.granary.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.granary.Scheduler;
import dev.granary.Task;
import dev.granary.download.ServerAccess;
import dev.granary.http.Http;
import dev.granary.http.HttpFactory;
import dev.granary.hub.api.Endpoint;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HubAccessTest {
  private static final String COMMIT = "0123456789012345678901234567890123456789";
  private static final String KEY = "o/r@" + COMMIT + "/a/b.bin";
  private static final String URL = "https://hub.test/o/r/resolve/" + COMMIT + "/a/b.bin";
  private static final Http.Header TOKEN = new Http.Header("Authorization", "Bearer secret");

  private Http hubClient;
  private final HttpFactory own = task -> hubClient;
  private final HttpFactory others = task -> null;
  private int asked;

  private final HubAccess access =
      new HubAccess(
          new Endpoint("https://hub.test"),
          new HubPlatform() {
            @Override
            public HttpFactory clients() {
              return own;
            }

            @Override
            public String token(Task asking) {
              asked++;
              return "secret";
            }

            @Override
            public boolean isOffline() {
              return false;
            }
          });

  private ServerAccess to(String key, String url, boolean chosen, Http.Header... headers) {
    ServerAccess given = new ServerAccess(others, chosen, List.of(headers), 3);
    return access.to(key, url, given, new Task(Scheduler.NONE));
  }

  @Test
  void aFileOfTheHubIsRequestedWithItsTokenAndClient() {
    ServerAccess hub = to(KEY, URL, false);
    assertSame(own, hub.clients());
    assertEquals(List.of(TOKEN), hub.headers());
    assertEquals(3, hub.retries());
  }

  @Test
  void theCallersOwnClientAndTokenAreUsed() {
    Http.Header mine = new Http.Header("authorization", "Bearer mine");
    ServerAccess hub = to(KEY, URL, true, mine);
    assertSame(others, hub.clients());
    assertEquals(List.of(mine), hub.headers());
    assertEquals(0, asked);
  }

  @Test
  void theTokenGoesToNoOtherServer() {
    for (String url :
        List.of(URL + "x", "https://hub.test.evil/o/r/resolve/" + COMMIT + "/a/b.bin")) {
      assertEquals(List.of(), to(KEY, url, false).headers());
    }
    assertEquals(List.of(), to("another", URL, false).headers());
    assertEquals(0, asked);
  }

  /** An evicted tensor is fetched with a client that knows only the URL. */
  @Test
  void aClientBringsTheTokenToTheHubsOwnFilesAlone() {
    List<String> requests = new ArrayList<>();
    hubClient =
        request -> {
          requests.add("hub " + request.url() + " " + request.rangeHeader() + request.headers());
          return null;
        };
    Http other =
        request -> {
          requests.add("other " + request.url() + request.headers());
          return null;
        };
    Http client = access.client(other, new Task(Scheduler.NONE));
    client.get(Http.Request.of(URL).range(4, 8));
    client.get(Http.Request.of("https://elsewhere.test/a"));
    String sent = "[" + TOKEN + "]";
    assertEquals(
        List.of("hub " + URL + " bytes=4-7" + sent, "other https://elsewhere.test/a[]"), requests);
    assertEquals(1, asked);
  }
}
