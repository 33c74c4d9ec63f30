package dev.granary.space;

import dev.granary.Clock;
import dev.granary.GranaryException;
import dev.granary.json.JsonReader;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.Outcome;
import dev.granary.store.Outcome.Result;
import dev.granary.store.Row;
import dev.granary.store.RowKey;
import dev.granary.store.Snapshot;
import dev.granary.store.Step;
import dev.granary.store.Store;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the times of last use in memory, and writes them in relaxed batches whenever its keeper
 * says so: to lose some minutes of them costs nothing, and a strict write for every read would.
 */
public final class AccessLog {
  /** Bounds one transaction to some milliseconds. */
  private static final int PAGE = 256;

  private static final String FILE = "file/";

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

  /** Notes that a file is gone. */
  public void forgetFile(String key) {
    touched.remove(key);
  }

  /** When this session last used a file, if that is not written yet; else zero. */
  public long fileTouchedAt(String key) {
    // Without a default, which would be boxed for each of thousands of files.
    Long time = touched.get(key);
    return time == null ? 0 : time;
  }

  /**
   * Writes what was collected, without what no longer exists. A failure is not worth telling
   * anybody.
   */
  public void flush() {
    Map<String, Long> times = new HashMap<>(touched);
    List<String> files = new ArrayList<>(times.keySet());
    touched.clear();
    for (int from = 0; from < files.size(); from += PAGE) {
      Keys page = Keys.none();
      for (String file : files.subList(from, Math.min(files.size(), from + PAGE))) {
        page.row(Table.FILES, file);
      }
      if (!write(page, times)) {
        return;
      }
    }
  }

  /** Writes a page's times, without those of files that are gone; false when that failed. */
  private boolean write(Keys page, Map<String, Long> times) {
    for (; ; ) {
      Snapshot there = store.read(page);
      Batch.Builder batch = Batch.of(Step.ACCESS, clock.now());
      boolean any = false;
      for (RowKey row : page.rows()) {
        String file = row.key();
        if (there.row(Table.FILES, file) != null) {
          batch.requirePresent(Table.FILES, file).put(row(fileRow(file), times.get(file)));
          any = true;
        }
      }
      Outcome outcome = any ? store.commit(batch.build()) : null;
      if (outcome == null || outcome.result() != Result.REFUSED) {
        return outcome == null || outcome.committed();
      }
      // One of them has gone since.
    }
  }

  /** Makes the row that says when something was last used. */
  public static Row row(String key, long time) {
    return new Row(Table.ACCESS, key, Row.UNSTAMPED, 0, List.of(), Long.toString(time));
  }

  /** Reads when something was last used from such a row. */
  public static long time(Row row) {
    return new JsonReader(row.text()).wholeNumber();
  }

  /** The key of the row that says when a file was last used. */
  public static String fileRow(String key) {
    return FILE + key;
  }

  /** The times in such rows, by the files' keys. */
  public static Map<String, Long> fileTimes(List<Row> accessRows) {
    Map<String, Long> times = new HashMap<>();
    for (Row row : accessRows) {
      try {
        if (row.key().startsWith(FILE)) {
          times.put(row.key().substring(FILE.length()), time(row));
        }
      } catch (GranaryException unreadable) {
        // A time is never worth an error: it counts as unknown.
      }
    }
    return times;
  }
}
