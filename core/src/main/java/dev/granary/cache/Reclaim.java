package dev.granary.cache;

import dev.granary.Clock;
import dev.granary.GranaryException;
import dev.granary.cache.EvictionPlan.Eviction;
import dev.granary.manifest.FileManifest;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.Row;
import dev.granary.store.Snapshot;
import dev.granary.store.Step;
import dev.granary.store.Store;
import dev.granary.store.Sweep;
import dev.granary.store.Table;
import java.util.List;
import java.util.Map;

/**
 * Makes room for a writer that found none, in the order in which it hurts least: garbage, downloads
 * nobody goes on with, then what was not used for longest.
 *
 * <p>It waits for nobody. A writer that held something another writer waits for while both wait for
 * room would never end; so nothing here takes a lock, and what somebody else changed in between is
 * simply left alone.
 */
public final class Reclaim {
  private static final int PAGE = 1024;

  private final Store store;
  private final Clock clock;
  private final Sweep sweep;

  public Reclaim(Store store, Clock clock, Sweep sweep) {
    this.store = store;
    this.clock = clock;
    this.sweep = sweep;
  }

  /**
   * Frees at least so many bytes, if that is possible at all.
   *
   * @param exceptKey the file that is being written: its old version must survive a failure
   * @return the bytes that were freed
   */
  public long free(long needed, String exceptKey) {
    long freed = sweep.sweepChunks(0).bytes();
    if (freed < needed && sweep.expireJournals(0) == null) {
      freed += sweep.sweepChunks(0).bytes();
    }
    if (freed < needed) {
      for (Eviction eviction : plan(exceptKey).free(needed - freed)) {
        evict(eviction);
      }
      freed += sweep.sweepChunks(0).bytes();
    }
    return freed;
  }

  /** How many bytes evicting everything that may go would free. */
  public long evictable(String exceptKey) {
    long sum = 0;
    for (Eviction eviction : plan(exceptKey).free(Long.MAX_VALUE)) {
      sum += eviction.bytes();
    }
    return sum;
  }

  /** Leaves alone what has changed since it was planned: pinned, overwritten or gone. */
  private void evict(Eviction eviction) {
    String key = eviction.item().key();
    store.commit(
        Batch.of(Step.EVICT, clock.now())
            .requireStamp(Table.FILES, key, eviction.item().stamp())
            .delete(Table.FILES, key)
            .delete(Table.ACCESS, AccessLog.fileRow(key))
            .build());
  }

  private EvictionPlan plan(String exceptKey) {
    Keys keys = Keys.none().rows(Table.ACCESS, "");
    for (Table table : Table.values()) {
      if (table.namesChunks()) {
        keys.rows(table, "");
      }
    }
    Snapshot all = store.read(keys);
    Map<String, Long> accessed = AccessLog.times(all.rows(Table.ACCESS, ""));
    EvictionPlan plan = new EvictionPlan();
    for (Table table : Table.values()) {
      for (Row row : table.namesChunks() ? all.rows(table, "") : List.<Row>of()) {
        if (table == Table.FILES) {
          addFile(plan, row, accessed, exceptKey);
        } else {
          plan.held(row.names());
        }
      }
    }
    addSizes(plan);
    return plan;
  }

  private static void addFile(
      EvictionPlan plan, Row row, Map<String, Long> accessed, String exceptKey) {
    FileManifest file;
    try {
      file = FileManifest.decode(row.key(), row.stamp(), row.text());
    } catch (GranaryException damagedOrNewer) {
      // What cannot be understood is not ours to take, and must not keep the rest from being
      // planned.
      plan.held(row.names());
      return;
    }
    boolean safe = file.pinned() || file.key().equals(exceptKey);
    long read = accessed.getOrDefault(AccessLog.fileRow(file.key()), 0L);
    long used = Math.max(file.createdAt(), read);
    plan.item(new EvictionPlan.Item(file.key(), row.stamp(), used, safe, row.names()));
  }

  private void addSizes(EvictionPlan plan) {
    for (String after = ""; ; ) {
      Snapshot page = store.read(Keys.none().chunkPage(after, PAGE));
      for (String id : page.page()) {
        plan.chunk(id, page.chunk(id).storedSize());
        after = id;
      }
      if (page.page().size() < PAGE) {
        return;
      }
    }
  }
}
