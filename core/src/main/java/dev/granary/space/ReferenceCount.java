package dev.granary.space;

import dev.granary.GranaryException;
import dev.granary.catalog.FileManifest;
import dev.granary.store.ChunkRow;
import dev.granary.store.Keys;
import dev.granary.store.Row;
import dev.granary.store.Snapshot;
import dev.granary.store.Store;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who names which chunks, and what they take: all that an eviction is planned by. */
final class ReferenceCount {
  private static final int PAGE = 1024;

  private final EvictionPlan plan = new EvictionPlan();
  private final Set<String> named = new HashSet<>();
  private final List<ChunkRow> unnamed = new ArrayList<>();

  private ReferenceCount() {}

  /**
   * Takes it. No chunk's bytes are read.
   *
   * @param exceptKey a file that must stay, or the empty string
   * @param ending journals that count as gone already
   */
  static ReferenceCount take(Store store, AccessLog accessLog, String exceptKey, List<Row> ending) {
    Keys keys = Keys.none().rows(Table.ACCESS, "");
    for (Table table : Table.values()) {
      if (table.namesChunks()) {
        keys.rows(table, "");
      }
    }
    Snapshot all = store.read(keys);
    Map<String, Long> accessed = AccessLog.fileTimes(all.rows(Table.ACCESS, ""));
    ReferenceCount census = new ReferenceCount();
    for (Table table : Table.values()) {
      for (Row row : table.namesChunks() ? all.rows(table, "") : List.<Row>of()) {
        if (table == Table.FILES) {
          long read = accessed.getOrDefault(row.key(), 0L);
          long used = Math.max(read, accessLog.fileTouchedAt(row.key()));
          census.addFile(row, used, row.key().equals(exceptKey));
        } else if (!ending.contains(row)) {
          census.hold(row);
        }
      }
    }
    census.addChunks(store);
    return census;
  }

  EvictionPlan plan() {
    return plan;
  }

  /** The chunks that nothing names, or only what is ending. */
  List<ChunkRow> unnamed() {
    return unnamed;
  }

  private void addFile(Row row, long used, boolean safe) {
    FileManifest file;
    try {
      file = FileManifest.decode(row.key(), row.stamp(), row.text());
    } catch (GranaryException damagedOrNewer) {
      // What cannot be understood is not ours to take, and must not keep the rest from being
      // planned.
      hold(row);
      return;
    }
    long last = Math.max(file.createdAt(), used);
    named.addAll(row.names());
    plan.item(
        new EvictionPlan.Item(row.key(), row.stamp(), last, safe || file.pinned(), row.names()));
  }

  private void hold(Row row) {
    named.addAll(row.names());
    plan.held(row.names());
  }

  private void addChunks(Store store) {
    for (String after = ""; ; ) {
      Snapshot page = store.read(Keys.none().chunkPage(after, PAGE));
      for (String id : page.page()) {
        ChunkRow chunk = page.chunk(id);
        plan.chunk(id, chunk.storedSize());
        if (!named.contains(id)) {
          unnamed.add(chunk);
        }
        after = id;
      }
      if (page.page().size() < PAGE) {
        return;
      }
    }
  }
}
