package dev.granary.compiled;

import java.nio.file.Path;

/** What TeaVM makes of the self-check. */
enum Build {
  /** As it is shipped: without array bounds checks. */
  MINIFIED("smoke.min.js"),
  /** With bounds checks: an access that is wrong throws here and passes there. */
  STRICT("smoke.strict.js");

  private final String name;

  Build(String name) {
    this.name = name;
  }

  Path file() {
    return Path.of("target", "javascript", name).toAbsolutePath();
  }
}
