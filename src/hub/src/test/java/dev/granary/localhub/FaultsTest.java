package dev.granary.localhub;

import static dev.granary.localhub.HubClient.header;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class FaultsTest {
  private static final String FILE = "granary/tiny-onnx/onnx/model.onnx_data";
  private static final String PATH = "/granary/tiny-onnx/resolve/main/onnx/model.onnx_data";
  private static final int SIZE = 2 << 20;

  private LocalHub hub;
  private HubClient client;
  private byte[] whole;

  @BeforeEach
  void start() throws Exception {
    hub = LocalHub.start(Settings.DEFAULT);
    client = new HubClient(hub);
    whole = client.get(PATH).body();
    client.once("DELETE", "/control/counts");
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void aDropClosesTheConnectionAndCountsTheSentBytes() throws Exception {
    client.fault("path", FILE, "kind", "drop", "after", 1_000_001, "times", 1);
    assertThrows(IOException.class, () -> client.get(PATH));
    assertEquals(1_000_001.0, client.counted(FILE).get("bytesSent"));
    HttpResponse<byte[]> rest = client.get(PATH, "Range", "bytes=1000001-");
    assertArrayEquals(Arrays.copyOfRange(whole, 1_000_001, SIZE), rest.body());
    assertEquals((double) SIZE, client.counted(FILE).get("bytesSent"));
    assertEquals(2.0, client.counted(FILE).get("requests"));
    assertEquals(List.of("bytes=1000001-"), client.counted(FILE).get("ranges"));
  }

  @Test
  void aStallDoesNotDelayOtherRequestsAndEndsWhenTheFaultsAreCleared() throws Exception {
    client.fault("path", FILE, "kind", "stall", "after", 1000, "times", 12);
    ExecutorService callers = Executors.newCachedThreadPool();
    List<Future<HttpResponse<byte[]>>> stalled = new ArrayList<>();
    for (int caller = 0; caller < 12; caller++) {
      stalled.add(callers.submit(() -> client.get(PATH)));
    }
    while (!Double.valueOf(12_000).equals(client.counted(FILE).get("bytesSent"))) {
      Thread.sleep(10);
    }
    assertEquals(SIZE, client.get(PATH).body().length);
    assertTrue(stalled.stream().noneMatch(Future::isDone));
    client.once("DELETE", "/control/fault");
    for (Future<HttpResponse<byte[]>> each : stalled) {
      assertThrows(Exception.class, each::get);
    }
    callers.shutdown();
  }

  @Test
  void aStatusFaultSendsItsRetryAfter() throws Exception {
    client.fault(
        "path",
        "model\\.onnx_d.ta$",
        "kind",
        "status",
        "status",
        429,
        "retryAfter",
        "3",
        "times",
        2);
    for (int time = 0; time < 2; time++) {
      HttpResponse<byte[]> refused = client.get(PATH);
      assertEquals(429, refused.statusCode());
      assertEquals("3", header(refused, "Retry-After"));
    }
    assertEquals(200, client.get(PATH).statusCode());
  }

  @Test
  void theFirstHopHasSeparateFaults() throws Exception {
    client.fault("path", FILE, "kind", "status", "status", 503, "at", "resolve", "times", 1);
    assertEquals(503, client.once("GET", PATH).statusCode());
    assertEquals(302, client.once("GET", PATH).statusCode());
    client.fault("path", FILE, "kind", "redirect-loop", "at", "resolve");
    HttpResponse<byte[]> loop = client.once("GET", PATH);
    assertEquals(302, loop.statusCode());
    assertEquals(PATH, header(loop, "Location"));
  }

  @Test
  void aFaultIgnoresTheRangeOrSendsAWrongContentRange() throws Exception {
    client.fault("path", FILE, "kind", "ignore-range", "times", 1);
    HttpResponse<byte[]> ignored = client.get(PATH, "Range", "bytes=10-");
    assertEquals(200, ignored.statusCode());
    assertArrayEquals(whole, ignored.body());
    client.fault("path", FILE, "kind", "wrong-range", "times", 1);
    HttpResponse<byte[]> wrong = client.get(PATH, "Range", "bytes=10-19");
    assertEquals("bytes 11-20/" + SIZE, header(wrong, "Content-Range"));
    assertArrayEquals(Arrays.copyOfRange(whole, 10, 20), wrong.body());
  }

  @Test
  void aFlipChangesTheByteAtItsPositionInTheFile() throws Exception {
    client.fault("path", FILE, "kind", "flip", "after", 70_000, "times", 2);
    byte[] flipped = client.get(PATH).body();
    assertEquals(70_000, Arrays.mismatch(whole, flipped));
    assertEquals(-1, Arrays.mismatch(whole, 70_001, SIZE, flipped, 70_001, SIZE));
    assertEquals(
        1,
        Arrays.mismatch(
            Arrays.copyOfRange(whole, 69_999, 70_002),
            client.get(PATH, "Range", "bytes=69999-70001").body()));
    assertArrayEquals(whole, client.get(PATH).body());
  }

  @Test
  void aBodyIsShorterOrLongerThanTheFile() throws Exception {
    client.fault("path", FILE, "kind", "short", "after", 500, "times", 1);
    HttpResponse<byte[]> tooShort = client.get(PATH);
    assertEquals("500", header(tooShort, "Content-Length"));
    assertArrayEquals(Arrays.copyOf(whole, 500), tooShort.body());
    client.fault("path", FILE, "kind", "long", "after", 500, "times", 1);
    byte[] tooLong = client.get(PATH).body();
    assertEquals(SIZE + 500, tooLong.length);
    assertArrayEquals(whole, Arrays.copyOf(tooLong, SIZE));
  }

  @Test
  void aFaultOmitsTheContentLength() throws Exception {
    client.fault("path", FILE, "kind", "no-length", "times", 1);
    HttpResponse<byte[]> response = client.get(PATH);
    assertEquals("", header(response, "Content-Length"));
    assertArrayEquals(whole, response.body());
  }

  @Test
  void aWebPageReplacesTheFile() throws Exception {
    client.fault("path", FILE, "kind", "html", "times", 1);
    HttpResponse<byte[]> page = client.get(PATH);
    assertEquals(200, page.statusCode());
    assertEquals("text/html; charset=utf-8", header(page, "Content-Type"));
  }

  @Test
  void aChangedFileHasAnotherETag() throws Exception {
    String etag = header(client.get(PATH), "ETag");
    client.fault("path", FILE, "kind", "changed", "times", 1);
    HttpResponse<byte[]> changed = client.get(PATH, "If-None-Match", etag);
    assertEquals(200, changed.statusCode());
    assertNotEquals(etag, header(changed, "ETag"));
    assertEquals(SIZE, changed.body().length);
    assertEquals(0, Arrays.mismatch(whole, changed.body()));
  }

  @Test
  void aSlowBodyKeepsToItsSpeed() throws Exception {
    client.fault("path", FILE, "kind", "slow", "bytesPerSecond", SIZE * 4L, "times", 1);
    long start = System.nanoTime();
    assertArrayEquals(whole, client.get(PATH).body());
    double seconds = (System.nanoTime() - start) / 1e9;
    assertTrue(seconds > 0.2, "it took " + seconds + " s");
  }

  @Test
  void faultsAffectListings() throws Exception {
    client.fault("path", "tiny-onnx/tree", "kind", "status", "status", 503, "times", 1);
    String tree = "/api/models/granary/tiny-onnx/tree/main";
    assertEquals(503, client.get(tree).statusCode());
    assertEquals(200, client.get(tree).statusCode());
    client.fault("path", "tiny-onnx/tree", "kind", "drop", "after", 10);
    assertThrows(IOException.class, () -> client.get(tree));
    client.once("DELETE", "/control/fault");
    assertEquals(200, client.get(tree).statusCode());
  }

  @Test
  void anUnknownKindOfFaultIsRefused() throws Exception {
    for (String kind : new String[] {"drops", "", "drop|stall"}) {
      assertTrue(
          HubClient.field(
                  client.post("/control/fault", HubClient.map("path", "x", "kind", kind)), "error")
              .contains("No such kind"));
    }
    assertEquals(404, client.get("/control/absent").statusCode());
    assertFalse(client.counted("/control/absent").containsKey("requests"));
  }
}
