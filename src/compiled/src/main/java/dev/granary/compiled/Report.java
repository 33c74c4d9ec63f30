package dev.granary.compiled;

import dev.granary.GranaryException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/** Collects the lines of a self-check, each a name and a value. */
final class Report {
  private final List<String> lines = new ArrayList<>();

  /** Gives a value or fails. */
  interface Attempt {
    Object run();
  }

  void add(String name, String value) {
    lines.add(name + ' ' + value);
  }

  /** Adds the result of an attempt, or the code and the details of its error. */
  void attempt(String name, Attempt attempt) {
    String value;
    try {
      value = String.valueOf(attempt.run());
    } catch (GranaryException e) {
      // Sorted, because the order of a hash map differs from platform to platform.
      value = e.code().name() + ' ' + new TreeMap<>(e.details());
    }
    add(name, value);
  }

  List<String> lines() {
    return Collections.unmodifiableList(lines);
  }
}
