package dev.granary.space;

import dev.granary.store.ChunkRow;
import dev.granary.store.Keys;
import dev.granary.store.Row;
import dev.granary.store.Snapshot;
import dev.granary.store.Store;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts which rows name which chunks, and how large the chunks are, for planning an eviction. */
final class ReferenceCount {
  private static final int PAGE = 1024;

  private final EvictionPlan plan = new EvictionPlan();
  private final Set<String> named = new HashSet<>();
  private final List<ChunkRow> unnamed = new ArrayList<>();

  private ReferenceCount() {}

  /**
   * Counts. The bytes of chunks are not read.
   *
   * @param exceptKey the key of an item that must stay, or the empty text
   * @param ending journals that count as deleted already
   */
  static ReferenceCount take(Store store, AccessLog accessLog, String exceptKey, List<Row> ending) {
    Keys keys = Keys.none().rows(Table.ACCESS, "");
    for (Table table : Table.values()) {
      if (table.namesChunks()) {
        keys.rows(table, "");
      }
    }
    Snapshot all = store.read(keys);
    ReferenceCount count = new ReferenceCount();
    for (Table table : Table.values()) {
      ItemKind kind = ItemKind.in(table);
      Map<String, Long> accessed =
          kind == null ? new HashMap<>() : AccessLog.times(kind, all.rows(Table.ACCESS, ""));
      for (Row row : table.namesChunks() ? all.rows(table, "") : List.<Row>of()) {
        if (kind != null) {
          long read = accessed.getOrDefault(row.key(), 0L);
          long used = Math.max(read, accessLog.touchedAt(kind, row.key()));
          count.addItem(kind, row, used, row.key().equals(exceptKey));
        } else if (!ending.contains(row)) {
          count.hold(row);
        }
      }
    }
    count.addChunks(store);
    return count;
  }

  EvictionPlan plan() {
    return plan;
  }

  /** Gives the chunks that no row names, or only journals that are ending. */
  List<ChunkRow> unnamed() {
    return unnamed;
  }

  private void addItem(ItemKind kind, Row row, long used, boolean safe) {
    ItemKind.Facts facts = kind.facts(row);
    if (facts == null) {
      // A damaged row, or one of a newer Granary, stays; it must not keep the rest from being
      // planned.
      hold(row);
      return;
    }
    long last = Math.max(facts.createdAt(), used);
    named.addAll(row.names());
    plan.item(
        new EvictionPlan.Item(
            kind, row.key(), row.stamp(), last, safe || facts.pinned(), row.names()));
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
