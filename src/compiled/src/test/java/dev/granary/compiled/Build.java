package dev.granary.compiled;

import java.nio.file.Path;

/** Names the programs that TeaVM makes of the self-check. */
enum Build {
  /** As it is published: without array bounds checks. */
  MINIFIED("compiled.min.js"),
  /** With bounds checks: a wrong access throws here and passes in the other build. */
  STRICT("compiled.strict.js");

  private final String name;

  Build(String name) {
    this.name = name;
  }

  Path file() {
    return Path.of("target", "javascript", name).toAbsolutePath();
  }
}
