package dev.granary.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DemoServerTest {
  private static final String SECRET = "not to be served";

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path folder;
  private Path packageFolder;
  private DemoServer server;

  @BeforeEach
  void start() throws IOException {
    packageFolder = Files.createDirectories(folder.resolve("npm"));
    Files.createDirectories(packageFolder.resolve("types"));
    Files.writeString(packageFolder.resolve("index.js"), "export {};");
    Files.writeString(packageFolder.resolve("digest-worker.js"), "");
    Files.writeString(packageFolder.resolve("kernels.wasm"), "wasm");
    Files.writeString(packageFolder.resolve("types/package.json"), "{}");
    Files.writeString(packageFolder.resolve(".hidden.js"), SECRET);
    Files.writeString(folder.resolve("secret.js"), SECRET);
    server = DemoServer.start(0, new Site(packageFolder));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html; charset=utf-8",
    "/index.html, text/html; charset=utf-8",
    "/style.css, text/css; charset=utf-8",
    "/icon.svg, image/svg+xml",
    "/app.js, text/javascript; charset=utf-8",
    "/package/index.js, text/javascript; charset=utf-8",
    "/package/digest-worker.js, text/javascript; charset=utf-8",
    "/package/kernels.wasm, application/wasm",
    "/package/types/package.json, application/json",
  })
  void everythingHasItsType(String path, String type) throws Exception {
    HttpResponse<byte[]> response = get(path);
    assertEquals(200, response.statusCode());
    assertEquals(type, header(response, "Content-Type"));
    assertEquals("nosniff", header(response, "X-Content-Type-Options"));
  }

  @Test
  void thePackageIsServedAsItIs() throws Exception {
    assertEquals("export {};", new String(get("/package/index.js?v=1").body(), UTF_8));
    assertEquals(0, get("/package/digest-worker.js").body().length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/app.js", "/package/index.js", "/absent.js"})
  void everyResponseIsUncachedAndUnderThePolicy(String path) throws Exception {
    HttpResponse<byte[]> response = get(path);
    assertEquals("no-store", header(response, "Cache-Control"));
    String policy = header(response, "Content-Security-Policy");
    assertTrue(policy.startsWith("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; "));
    assertFalse(policy.contains("unsafe-inline"));

    assertFalse(policy.contains("'unsafe-eval'"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/absent.js",
        "/package/absent.js",
        "/package/",
        "/package",
        "/package/types",
        "/favicon.ico",
        "/app.js/",
        "/APP.JS",
      })
  void aMissingFileIsNotFound(String path) throws Exception {
    HttpResponse<byte[]> response = get(path);
    assertEquals(404, response.statusCode());
    assertEquals("text/plain; charset=utf-8", header(response, "Content-Type"));
  }

  /** Sends paths unchanged over a socket: an HTTP client would normalise some of them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/package/../secret.js",
        "/package/types/../../../secret.js",
        "/package/%2e%2e/secret.js",
        "/package/..%2fsecret.js",
        "/package/..%5csecret.js",
        "/package/%252e%252e/secret.js",
        "/package//../secret.js",
        "/package/./index.js",
        "/package/.hidden.js",
        "/package/%00index.js",
        "/../../secret.js",
        "/package/..;/secret.js",
        "//package/../secret.js",
      })
  void noPathLeadsOutOfTheFolder(String path) throws Exception {
    String response = raw("GET " + path + " HTTP/1.1");
    assertFalse(response.contains(SECRET), response);
    assertTrue(
        response.startsWith("HTTP/1.1 404") || response.startsWith("HTTP/1.1 400"), response);
  }

  @Test
  void noAbsolutePathLeadsOutOfTheFolder() throws Exception {
    String response = raw("GET /package/" + folder.resolve("secret.js") + " HTTP/1.1");
    assertTrue(response.startsWith("HTTP/1.1 404"), response);
  }

  @Test
  void noLinkLeadsOutOfTheFolder() throws Exception {
    Files.createSymbolicLink(packageFolder.resolve("link.js"), folder.resolve("secret.js"));
    assertEquals(404, get("/package/link.js").statusCode());
  }

  @Test
  void headIsGetWithoutItsBody() throws Exception {
    HttpResponse<byte[]> head = send("HEAD", "/package/index.js");
    assertEquals(200, head.statusCode());
    assertEquals("10", header(head, "Content-Length"));
    assertEquals("text/javascript; charset=utf-8", header(head, "Content-Type"));
    assertEquals(0, head.body().length);
    assertEquals(404, send("HEAD", "/absent.js").statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
  void otherMethodsAreRefused(String method) throws Exception {
    HttpResponse<byte[]> response = send(method, "/");
    assertEquals(405, response.statusCode());
    assertEquals("GET, HEAD", header(response, "Allow"));
  }

  @Test
  void thePageReceivesTheHubAndMayRequestBothItsOrigins() throws Exception {
    HttpResponse<byte[]> told = get("/hub.json");
    assertEquals("application/json", header(told, "Content-Type"));
    String endpoint = new String(told.body(), UTF_8).replaceAll(".*\"(http://[^\"]+)\".*", "$1");
    String policy = header(told, "Content-Security-Policy");
    assertTrue(policy.contains("connect-src 'self' blob: " + endpoint + " http://localhost:"));
    HttpRequest models = HttpRequest.newBuilder(URI.create(endpoint + "/api/models")).build();
    assertEquals(200, client.send(models, BodyHandlers.ofByteArray()).statusCode());
  }

  @Test
  void theListOfFilesNamesItselfAndTheHub() throws Exception {
    String files = new String(get("/files.json").body(), UTF_8);
    assertTrue(files.startsWith("[\"/\","), files);
    assertTrue(files.endsWith("\"/hub.json\",\"/files.json\"]"), files);
  }

  @Test
  void theHubOffersTheNetworkForDigitsFirst() throws Exception {
    String told = new String(get("/hub.json").body(), UTF_8);
    String endpoint = told.replaceAll(".*\"(http://[^\"]+)\".*", "$1");
    HttpRequest models = HttpRequest.newBuilder(URI.create(endpoint + "/api/models")).build();
    String list = new String(client.send(models, BodyHandlers.ofByteArray()).body(), UTF_8);
    assertEquals("granary/digits", list.replaceFirst(".*?\"id\":\"([^\"]*)\".*", "$1"));
  }

  @Test
  void manyRequestsAtOnceAreAnswered() throws Exception {
    byte[] expected = get("/app.js").body();
    var requests =
        IntStream.range(0, 50)
            .mapToObj(i -> client.sendAsync(request("GET", "/app.js"), BodyHandlers.ofByteArray()))
            .toList();
    for (var request : requests) {
      assertArrayEquals(expected, request.get().body());
    }
  }

  private HttpResponse<byte[]> get(String path) throws Exception {
    return send("GET", path);
  }

  private HttpResponse<byte[]> send(String method, String path) throws Exception {
    return client.send(request(method, path), BodyHandlers.ofByteArray());
  }

  private HttpRequest request(String method, String path) {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build();
  }

  private String raw(String requestLine) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String request = requestLine + "\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
