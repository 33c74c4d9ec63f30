package dev.granary.localhub;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts the requests and the sent bytes of each path. */
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

  synchronized Map<String, Object> summary() {
    Map<String, Object> summary = new TreeMap<>();
    counts.forEach(
        (path, count) ->
            summary.put(
                path,
                Map.of(
                    "requests", count.requests,
                    "bytesSent", count.bytesSent,
                    "ranges", List.copyOf(count.ranges),
                    "authorized", count.authorized)));
    return summary;
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
