package dev.granary.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.granary.demo.Site.Content;
import dev.granary.localhub.Json;
import dev.granary.localhub.LocalHub;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers GET and HEAD. Each answer has the policy that a careful site would set. */
final class SiteHandler implements HttpHandler {
  /** Where the page finds the address of the hub. */
  private static final String HUB = "/hub.json";

  /** Where the page finds the list of all files that it keeps. */
  private static final String FILES = "/files.json";

  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int NO_BODY = -1;

  private final Site site;
  private final String policy;
  private final Content hubAddress;

  SiteHandler(Site site, LocalHub hub) {
    this.site = site;
    policy = policy(hub);
    hubAddress = json(Map.of("endpoint", hub.origin()));
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Headers headers = exchange.getResponseHeaders();
      headers.set("Content-Security-Policy", policy);
      headers.set("X-Content-Type-Options", "nosniff");
      headers.set("Referrer-Policy", "no-referrer");
      // The package, too: after a new build, a reload must show the new one.
      headers.set("Cache-Control", "no-store");

      String method = exchange.getRequestMethod();
      if (!method.equals("GET") && !method.equals("HEAD")) {
        headers.set("Allow", "GET, HEAD");
        send(exchange, METHOD_NOT_ALLOWED, plain("This server answers GET and HEAD only."));
        return;
      }
      String path = exchange.getRequestURI().getRawPath();
      Optional<Content> found = find(path);
      if (found.isPresent()) {
        send(exchange, 200, found.get());
      } else {
        send(exchange, NOT_FOUND, plain("This server has no file at this address."));
      }
    }
  }

  private Optional<Content> find(String path) throws IOException {
    return switch (path) {
      case HUB -> Optional.of(hubAddress);
      case FILES -> Optional.of(json(files()));
      default -> site.find(path);
    };
  }

  private List<String> files() throws IOException {
    List<String> files = new ArrayList<>(site.paths());
    files.addAll(List.of(HUB, FILES));
    return files;
  }

  /**
   * Allows no inline script, no evaluation, and nothing from other origins except models, from the
   * hub or from a URL that the visitor gives; Granary needs no more.
   */
  private static String policy(LocalHub hub) {
    return String.join(
        "; ",
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "connect-src 'self' blob: " + hub.origin() + " " + hub.cdnOrigin() + " https:",
        "img-src 'self' data: blob:",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'");
  }

  private static void send(HttpExchange exchange, int status, Content content) throws IOException {
    byte[] bytes = content.bytes();
    exchange.getResponseHeaders().set("Content-Type", content.type());
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
      exchange.sendResponseHeaders(status, NO_BODY);
      return;
    }
    exchange.sendResponseHeaders(status, bytes.length == 0 ? NO_BODY : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static Content json(Object value) {
    return new Content("application/json", Json.write(value).getBytes(UTF_8));
  }

  private static Content plain(String sentence) {
    return new Content("text/plain; charset=utf-8", (sentence + "\n").getBytes(UTF_8));
  }
}
