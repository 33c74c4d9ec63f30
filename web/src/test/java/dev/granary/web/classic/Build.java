package dev.granary.web.classic;

/** What the package phase makes of the classic script, lowered for HtmlUnit. */
enum Build {
  /** As it is shipped: without array bounds checks. */
  PUBLISHED("granary.js"),
  /** With bounds checks: an access that is wrong throws here and passes there. */
  STRICT("granary.strict.js");

  private final String file;

  Build(String file) {
    this.file = file;
  }

  String file() {
    return file;
  }
}
