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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects in memory when and how often items were used, and writes both in relaxed batches when
 * the session asks for it. Some minutes of lost uses cost nothing; a strict write for every read
 * would cost much.
 */
public final class AccessLog {
  /** Bounds one transaction to some milliseconds. */
  private static final int PAGE = 256;

  private final Store store;
  private final Clock clock;

  /** The items that were used since the last write, by the keys of their access rows. */
  private final Map<String, Used> touched = new HashMap<>();

  /**
   * An item that was used.
   *
   * @param item the row that exists as long as the item
   * @param row the access row to write
   */
  private record Used(RowKey item, Row row) {}

  public AccessLog(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Notes that an item is used now.
   *
   * @param uses 1, or 0 when a caller goes on with an item that the caller has opened before
   */
  public void touch(ItemKind kind, String key, int uses) {
    String access = kind.accessKey(key);
    Used before = touched.get(access);
    Row row = row(access, clock.now(), uses).plus(before == null ? null : before.row());
    touched.put(access, new Used(kind.row(key), row));
  }

  /** Notes that an item is deleted. */
  public void forget(ItemKind kind, String key) {
    touched.remove(kind.accessKey(key));
  }

  /** Gives when this session last used an item, if that time is not written yet; else zero. */
  public long touchedAt(ItemKind kind, String key) {
    Used used = touched.get(kind.accessKey(key));
    return used == null ? 0 : time(used.row());
  }

  /** Gives how often this session used an item since it last wrote its uses. */
  long unwrittenUses(ItemKind kind, String key) {
    Used used = touched.get(kind.accessKey(key));
    return used == null ? 0 : used.row().bytes();
  }

  /** Writes the collected uses, except those of deleted items. A failed write is not reported. */
  public void flush() {
    List<Used> all = new ArrayList<>(touched.values());
    touched.clear();
    for (int from = 0; from < all.size(); from += PAGE) {
      if (!write(all.subList(from, Math.min(all.size(), from + PAGE)))) {
        return;
      }
    }
  }

  /** Writes the uses of a page, except those of deleted items; gives false when that failed. */
  private boolean write(List<Used> page) {
    // Thousands of tensors have the row of one model.
    Set<RowKey> rows = new HashSet<>();
    Keys keys = Keys.none();
    for (Used used : page) {
      RowKey row = used.item();
      if (rows.add(row)) {
        keys.row(row.table(), row.key());
      }
    }
    for (; ; ) {
      Snapshot there = store.read(keys);
      rows.removeIf(row -> there.row(row.table(), row.key()) == null);
      Batch.Builder batch = Batch.of(Step.ACCESS, clock.now());
      for (RowKey row : rows) {
        batch.requirePresent(row.table(), row.key());
      }
      for (Used used : page) {
        if (rows.contains(used.item())) {
          batch.put(used.row());
        }
      }
      Outcome outcome = rows.isEmpty() ? null : store.commit(batch.build());
      if (outcome == null || outcome.result() != Result.REFUSED) {
        return outcome == null || outcome.committed();
      }
      // An item was deleted since the read.
    }
  }

  /** Makes the row that says when something was last used, and adds to the number of its uses. */
  public static Row row(String key, long time, long uses) {
    return new Row(Table.ACCESS, key, Row.UNSTAMPED, uses, List.of(), Long.toString(time));
  }

  /** Reads when something was last used from such a row. */
  public static long time(Row row) {
    return new JsonReader(row.text()).wholeNumber();
  }

  /** Reads the times of the items of one kind, by the items' keys. */
  public static Map<String, Long> times(ItemKind kind, List<Row> accessRows) {
    Map<String, Long> times = new HashMap<>();
    for (Row row : accessRows) {
      try {
        String key = kind.itemKey(row.key());
        if (key != null) {
          times.put(key, time(row));
        }
      } catch (GranaryException unreadable) {
        // A time is not worth an error: an unreadable time counts as unknown.
      }
    }
    return times;
  }
}
