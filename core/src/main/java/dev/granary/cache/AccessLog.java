package dev.granary.cache;

import dev.granary.Clock;
import dev.granary.GranaryException;
import dev.granary.store.Batch;
import dev.granary.store.Outcome;
import dev.granary.store.Outcome.Result;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Store;
import dev.granary.store.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the times of last use in memory, and writes them in one relaxed batch whenever its
 * keeper says so: to lose some minutes of them costs nothing, and a strict write for every read
 * would.
 */
public final class AccessLog {
  private final Store store;
  private final Clock clock;

  /** Files, and when they were last used. */
  private final Map<String, Long> touched = new HashMap<>();

  public AccessLog(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Notes that a file was used now. */
  public void touchFile(String key) {
    touched.put(key, clock.now());
  }

  /** When this session last used a file, if that is not written yet; else zero. */
  public long fileTouchedAt(String key) {
    return touched.getOrDefault(key, 0L);
  }

  /**
   * Writes what was collected, without what no longer exists. A failure is not worth telling
   * anybody.
   */
  public void flush() {
    Map<String, Long> rest = new HashMap<>(touched);
    touched.clear();
    while (!rest.isEmpty()) {
      Batch.Builder batch = Batch.of(Step.ACCESS, clock.now());
      for (Map.Entry<String, Long> entry : rest.entrySet()) {
        String key = entry.getKey();
        batch.requirePresent(Table.FILES, key).put(Row.access(fileRow(key), entry.getValue()));
      }
      Outcome outcome = store.commit(batch.build());
      if (outcome.result() != Result.REFUSED) {
        return;
      }
      rest.remove(outcome.unmet().row().key());
    }
  }

  /** The key of the row that says when a file was last used. */
  public static String fileRow(String key) {
    return "file/" + key;
  }

  /** The times in such rows, by key. */
  public static Map<String, Long> times(List<Row> accessRows) {
    Map<String, Long> times = new HashMap<>();
    for (Row row : accessRows) {
      try {
        times.put(row.key(), row.accessedAt());
      } catch (GranaryException unreadable) {
        // A time is never worth an error: it counts as unknown.
      }
    }
    return times;
  }
}
