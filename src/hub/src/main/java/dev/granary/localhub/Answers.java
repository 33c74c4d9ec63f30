package dev.granary.localhub;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;

/** Sends small answers, and sets the headers that all answers share. */
final class Answers {
  private static final String EXPOSED =
      "X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,X-Total-Count,ETag,Link,"
          + "Accept-Ranges,Content-Range,X-Linked-Size,X-Linked-ETag,X-Xet-Hash";

  private Answers() {}

  /**
   * Allows every page to read the answer. Returns true after this method answered a preflight
   * request.
   */
  static boolean preflight(HttpExchange exchange) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    String origin = exchange.getRequestHeaders().getFirst("Origin");
    headers.set("Access-Control-Allow-Origin", origin == null ? "*" : origin);
    headers.set("Vary", "Origin");
    headers.set("Access-Control-Expose-Headers", EXPOSED);
    if (!exchange.getRequestMethod().equals("OPTIONS")) {
      return false;
    }
    headers.set("Access-Control-Allow-Methods", "GET,HEAD,POST,DELETE,OPTIONS");
    String asked = exchange.getRequestHeaders().getFirst("Access-Control-Request-Headers");
    if (asked != null) {
      headers.set("Access-Control-Allow-Headers", asked);
    }
    headers.set("Access-Control-Max-Age", "86400");
    exchange.sendResponseHeaders(204, -1);
    return true;
  }

  /** Sends a refusal in the form of the Hub. An empty code sends no {@code X-Error-Code}. */
  static void error(HttpExchange exchange, int status, String code, String message)
      throws IOException {
    Headers headers = exchange.getResponseHeaders();
    if (!code.isEmpty()) {
      headers.set("X-Error-Code", code);
    }
    headers.set("X-Error-Message", message);
    send(
        exchange,
        status,
        "application/json; charset=utf-8",
        "{\"error\":" + Json.write(message) + "}");
  }

  static void redirect(HttpExchange exchange, int status, String location) throws IOException {
    exchange.getResponseHeaders().set("Location", location);
    send(exchange, status, "text/plain; charset=utf-8", "Redirecting to " + location);
  }

  static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
    byte[] body = text.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }
}
