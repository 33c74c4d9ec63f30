package dev.granary.localhub;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sends requests to a hub, as clients do. */
final class HubClient {
  private final LocalHub hub;
  private final HttpClient following =
      HttpClient.newBuilder().followRedirects(Redirect.NORMAL).build();
  private final HttpClient staying = HttpClient.newHttpClient();

  HubClient(LocalHub hub) {
    this.hub = hub;
  }

  /** Sends a GET request and follows redirects. The headers alternate between names and values. */
  HttpResponse<byte[]> get(String path, String... headers)
      throws IOException, InterruptedException {
    return following.send(request("GET", path, "", headers), BodyHandlers.ofByteArray());
  }

  /** Sends a request and does not follow redirects. */
  HttpResponse<byte[]> once(String method, String path, String... headers)
      throws IOException, InterruptedException {
    return staying.send(request(method, path, "", headers), BodyHandlers.ofByteArray());
  }

  Object json(String path) throws IOException, InterruptedException {
    return Json.read(text(get(path)));
  }

  Object post(String path, Object body) throws IOException, InterruptedException {
    return Json.read(
        text(staying.send(request("POST", path, Json.write(body)), BodyHandlers.ofByteArray())));
  }

  void fault(Object... namesAndValues) throws IOException, InterruptedException {
    post("/control/fault", map(namesAndValues));
  }

  /** Returns the counts of a path. */
  Map<?, ?> counted(String path) throws IOException, InterruptedException {
    Map<?, ?> counts = (Map<?, ?>) json("/control/counts");
    return counts.get(path) instanceof Map<?, ?> count ? count : Map.of();
  }

  static Map<String, Object> map(Object... namesAndValues) {
    Map<String, Object> map = new TreeMap<>();
    for (int index = 0; index < namesAndValues.length; index += 2) {
      map.put((String) namesAndValues[index], namesAndValues[index + 1]);
    }
    return map;
  }

  static List<?> list(Object json) {
    return (List<?>) json;
  }

  static String field(Object json, String name) {
    return String.valueOf(((Map<?, ?>) json).get(name));
  }

  static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private HttpRequest request(String method, String path, String body, String... headers) {
    URI uri = URI.create(path.startsWith("http") ? path : hub.origin() + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofString(body));
    for (int index = 0; index < headers.length; index += 2) {
      request.header(headers[index], headers[index + 1]);
    }
    return request.build();
  }
}
