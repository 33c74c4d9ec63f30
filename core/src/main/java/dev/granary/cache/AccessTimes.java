package dev.granary.cache;

import dev.granary.store.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** When things were last used, as far as that was written down. */
final class AccessTimes {
  private final Map<String, Long> times = new HashMap<>();

  private AccessTimes() {}

  static AccessTimes of(List<Row> accessRows) {
    AccessTimes times = new AccessTimes();
    for (Row row : accessRows) {
      times.times.put(row.key(), row.stamp());
    }
    return times;
  }

  long last(String accessRow, long createdAt) {
    return Math.max(createdAt, times.getOrDefault(accessRow, 0L));
  }
}
