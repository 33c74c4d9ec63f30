package dev.granary.web.classic;

/** Names the builds of the classic script, which the package phase lowers for HtmlUnit. */
enum Build {
  /** The published build, without array bounds checks. */
  PUBLISHED("granary.js"),
  /**
   * The build with bounds checks: a wrong access throws here, and goes unnoticed in the published
   * build.
   */
  STRICT("granary.strict.js");

  private final String file;

  Build(String file) {
    this.file = file;
  }

  String file() {
    return file;
  }
}
