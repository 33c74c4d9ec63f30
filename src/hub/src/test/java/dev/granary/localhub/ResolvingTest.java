package dev.granary.localhub;

import static dev.granary.localhub.HubClient.field;
import static dev.granary.localhub.HubClient.header;
import static dev.granary.localhub.HubClient.list;
import static dev.granary.localhub.HubClient.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ResolvingTest {
  private static final String LARGE = "/granary/tiny-onnx/resolve/main/onnx/model.onnx_data";
  private static final int LARGE_SIZE = 2 << 20;
  private static final String SMALL = "/granary/tiny-onnx/resolve/main/config.json";

  private LocalHub hub;
  private HubClient client;

  @BeforeEach
  void start() throws IOException {
    hub = LocalHub.start(Settings.DEFAULT);
    client = new HubClient(hub);
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "granary/tiny-onnx",
        "granary/tiny-gguf",
        "granary/tiny-safetensors",
        "granary/formats",
        "granary/moving",
        "gpt2-like"
      })
  void everyFileHasTheSizeAndDigestOfItsListing(String repo) throws Exception {
    for (Object entry :
        list(client.json("/api/models/" + repo + "/tree/main?recursive=true&limit=1000"))) {
      if (field(entry, "type").equals("directory")) {
        continue;
      }
      HttpResponse<byte[]> file = client.get("/" + repo + "/resolve/main/" + field(entry, "path"));
      assertEquals(field(entry, "size"), file.body().length + ".0");
      if (entry instanceof Map<?, ?> map && map.get("lfs") != null) {
        assertEquals(field(map.get("lfs"), "oid"), HubClient.sha256(file.body()));
      } else {
        assertEquals(field(entry, "oid"), gitSha1(file.body()));
      }
    }
  }

  @Test
  void aLargeFileIsAtTheSecondOrigin() throws Exception {
    HttpResponse<byte[]> first = client.once("GET", LARGE);
    assertEquals(302, first.statusCode());
    assertTrue(header(first, "Location").startsWith(hub.cdnOrigin() + "/"));
    assertEquals(Integer.toString(LARGE_SIZE), header(first, "X-Linked-Size"));
    assertTrue(header(first, "X-Linked-ETag").matches("\"[0-9a-f]{64}\""));
    assertTrue(header(first, "X-Repo-Commit").matches("[0-9a-f]{40}"));
    assertEquals(
        header(first, "X-Linked-ETag"), '"' + HubClient.sha256(client.get(LARGE).body()) + '"');
  }

  @Test
  void aSmallFileHasARelativeRedirect() throws Exception {
    HttpResponse<byte[]> first = client.once("GET", SMALL);
    assertEquals(307, first.statusCode());
    assertTrue(header(first, "Location").startsWith("/api/resolve-cache/models/"));
    HttpResponse<byte[]> file = client.get(SMALL);
    assertEquals('"' + gitSha1(file.body()) + '"', header(file, "ETag"));
    assertTrue(text(file).startsWith("{"));
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 1",
    "bytes=5-, 5, 2097152",
    "bytes=-7, 2097145, 2097152",
    "bytes=100-99999999, 100, 2097152",
  })
  void aRangeReturnsExactlyItsBytes(String range, int from, int to) throws Exception {
    byte[] whole = client.get(LARGE).body();
    HttpResponse<byte[]> part = client.get(LARGE, "Range", range);
    assertEquals(206, part.statusCode());
    assertEquals(
        "bytes " + from + "-" + (to - 1) + "/" + LARGE_SIZE, header(part, "Content-Range"));
    assertArrayEquals(Arrays.copyOfRange(whole, from, to), part.body());
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=2097152-, 416",
    "bytes=-0, 416",
    "'bytes=0-1,3-4', 200",
    "bytes=9-3, 200",
    "lines=1-2, 200",
    "bytes=-, 200",
  })
  void anyOtherRangeIsRefusedOrIgnored(String range, int status) throws Exception {
    HttpResponse<byte[]> response = client.get(LARGE, "Range", range);
    assertEquals(status, response.statusCode());
    assertEquals(status == 200 ? LARGE_SIZE : 0, response.body().length);
    assertEquals(status == 416 ? "bytes */" + LARGE_SIZE : "", header(response, "Content-Range"));
  }

  @Test
  void validatorsAreHonoured() throws Exception {
    String etag = header(client.get(SMALL), "ETag");
    assertEquals(304, client.get(SMALL, "If-None-Match", etag).statusCode());
    assertEquals(206, client.get(SMALL, "Range", "bytes=1-2", "If-Range", etag).statusCode());
    assertEquals(
        200, client.get(SMALL, "Range", "bytes=1-2", "If-Range", "\"other\"").statusCode());
  }

  @Test
  void aHeadRequestReturnsTheLength() throws Exception {
    String signed = header(client.once("HEAD", LARGE), "Location");
    HttpResponse<byte[]> head = client.once("HEAD", signed);
    assertEquals(200, head.statusCode());
    assertEquals(Integer.toString(LARGE_SIZE), header(head, "Content-Length"));
  }

  @Test
  void aSignedAddressExpires() throws Exception {
    Settings settings = new Settings(0, 0, 8, Duration.ZERO, List.of());
    try (LocalHub other = LocalHub.start(settings)) {
      String signed = header(new HubClient(other).once("GET", LARGE), "Location");
      Thread.sleep(5);
      assertEquals(403, client.get(signed).statusCode());
    }
    String signed = header(client.once("GET", LARGE), "Location");
    assertEquals(200, client.get(signed).statusCode());
    assertEquals(
        403, client.get(signed.replace("model.onnx_data", "model_q4.onnx_data")).statusCode());
    assertEquals(403, client.get(signed.substring(0, signed.indexOf('?'))).statusCode());
  }

  @Test
  void aGatedFileRequiresTheToken() throws Exception {
    String path = "/granary/gated/resolve/main/model.safetensors";
    HttpResponse<byte[]> without = client.get(path);
    assertEquals(401, without.statusCode());
    assertEquals("GatedRepo", header(without, "X-Error-Code"));
    HttpResponse<byte[]> other = client.get(path, "Authorization", "Bearer other");
    assertEquals(403, other.statusCode());
    assertEquals("GatedRepo", header(other, "X-Error-Code"));
    HttpResponse<byte[]> first = client.once("GET", path, "Authorization", "Bearer test-token");
    assertEquals(302, first.statusCode());
    assertEquals(200, client.get(header(first, "Location")).statusCode());
  }

  @Test
  void theSecondOriginRefusesTokensAndCountsThem() throws Exception {
    String signed = header(client.once("GET", LARGE), "Location");
    assertEquals(400, client.get(signed, "Authorization", "Bearer test-token").statusCode());
    HttpResponse<byte[]> preflight =
        client.once("OPTIONS", signed, "Access-Control-Request-Headers", "authorization");
    assertEquals(204, preflight.statusCode());
    assertEquals(1.0, client.counted("granary/tiny-onnx/onnx/model.onnx_data").get("authorized"));
  }

  @Test
  void everyPageMayReadAFile() throws Exception {
    HttpResponse<byte[]> preflight =
        client.once("OPTIONS", LARGE, "Access-Control-Request-Headers", "authorization");
    assertEquals(204, preflight.statusCode());
    assertEquals("authorization", header(preflight, "Access-Control-Allow-Headers"));
    HttpResponse<byte[]> file = client.get(LARGE);
    assertEquals("*", header(file, "Access-Control-Allow-Origin"));
    assertTrue(header(file, "Access-Control-Expose-Headers").contains("Content-Range"));
  }

  private static String gitSha1(byte[] bytes) {
    return new StoredContent(bytes).digest("SHA-1", "blob " + bytes.length + "\0");
  }

  @Test
  void theEmptyBlobHasTheDigestOfGit() {
    assertEquals("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", gitSha1("".getBytes(UTF_8)));
  }
}
