package dev.granary.smoke;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The lines of a self-check, each a name and a value. */
final class Report {
  private final List<String> lines = new ArrayList<>();

  void add(String name, String value) {
    lines.add(name + ' ' + value);
  }

  List<String> lines() {
    return Collections.unmodifiableList(lines);
  }
}
