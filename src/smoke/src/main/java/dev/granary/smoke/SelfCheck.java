package dev.granary.smoke;

import java.util.List;

/** Every area of the core, one after the other. */
final class SelfCheck {
  /** The place to add an area. */
  private static final List<Check> CHECKS = List.of(new DigestCheck());

  private SelfCheck() {}

  static List<String> run() {
    Report report = new Report();
    for (Check check : CHECKS) {
      check.run(report);
    }
    return report.lines();
  }
}
