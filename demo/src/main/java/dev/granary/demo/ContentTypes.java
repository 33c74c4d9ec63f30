package dev.granary.demo;

import java.util.Map;
import java.util.Optional;

/** Maps the extensions of the page's files to content types. The server serves no other files. */
final class ContentTypes {
  private static final Map<String, String> BY_EXTENSION =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "mjs", "text/javascript; charset=utf-8",
          "json", "application/json",
          "map", "application/json",
          "svg", "image/svg+xml",
          "wasm", "application/wasm");

  private ContentTypes() {}

  static Optional<String> of(String path) {
    return Optional.ofNullable(BY_EXTENSION.get(path.substring(path.lastIndexOf('.') + 1)));
  }
}
