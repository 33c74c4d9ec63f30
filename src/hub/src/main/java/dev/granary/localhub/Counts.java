package dev.granary.localhub;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was asked for and what was sent, by path. */
final class Counts {
  private final Map<String, Count> counts = new TreeMap<>();

  synchronized void request(String path, String range, boolean authorized) {
    Count count = of(path);
    count.requests++;
    if (range != null) {
      count.ranges.add(range);
    }
    if (authorized) {
      count.authorized++;
    }
  }

  synchronized void sent(String path, int bytes) {
    of(path).bytesSent += bytes;
  }

  synchronized void clear() {
    counts.clear();
  }

  synchronized Map<String, Object> told() {
    Map<String, Object> told = new TreeMap<>();
    counts.forEach(
        (path, count) ->
            told.put(
                path,
                Map.of(
                    "requests", count.requests,
                    "bytesSent", count.bytesSent,
                    "ranges", List.copyOf(count.ranges),
                    "authorized", count.authorized)));
    return told;
  }

  private Count of(String path) {
    return counts.computeIfAbsent(path, absent -> new Count());
  }

  private static final class Count {
    private int requests;
    private long bytesSent;
    private int authorized;
    private final List<String> ranges = new ArrayList<>();
  }
}
