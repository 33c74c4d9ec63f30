package dev.granary.localhub;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** Signs addresses of the second origin for a limited time, and verifies them. */
final class Signatures {
  private static final String SECRET = "not much of a secret ";

  private final String origin;
  private final Duration validity;
  private final Clock clock;

  Signatures(String origin, Duration validity, Clock clock) {
    this.origin = origin;
    this.validity = validity;
    this.clock = clock;
  }

  String sign(String path) {
    long expires = clock.millis() + validity.toMillis();
    return origin + path + "?Expires=" + expires + "&Signature=" + signature(path, expires);
  }

  boolean accepts(String path, Map<String, String> query) {
    if (!query.getOrDefault("Expires", "").matches("\\d{1,18}")) {
      return false;
    }
    long expires = Long.parseLong(query.get("Expires"));
    return expires >= clock.millis() && signature(path, expires).equals(query.get("Signature"));
  }

  private static String signature(String path, long expires) {
    return Content.of(path + " " + expires).digest("SHA-256", SECRET);
  }
}
