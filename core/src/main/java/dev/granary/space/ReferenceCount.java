package dev.granary.space;

import dev.granary.GranaryException;
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

  /** Says which tensors are items of their own; the others go with their model. */
  enum Apart {
    NONE,
    /** Those that come back by themselves. */
    FETCHABLE,
    ALL
  }

  private final AccessLog accessLog;
  private final String exceptKey;
  private final TensorRows tensors;
  private final Apart apart;
  private final EvictionPlan plan = new EvictionPlan();
  private final Set<String> named = new HashSet<>();
  private final List<ChunkRow> unnamed = new ArrayList<>();

  private ReferenceCount(AccessLog accessLog, String exceptKey, TensorRows tensors, Apart apart) {
    this.accessLog = accessLog;
    this.exceptKey = exceptKey;
    this.tensors = tensors;
    this.apart = apart;
  }

  /**
   * Counts. The bytes of chunks are not read.
   *
   * @param exceptKey the key of an item that must stay, or the empty text. The model of a tensor
   *     stays with it, and its other tensors may go
   * @param ending journals that count as deleted already
   * @param tensors reads single tensors, where that is possible
   */
  static ReferenceCount take(
      Store store,
      AccessLog accessLog,
      String exceptKey,
      List<Row> ending,
      TensorRows tensors,
      Apart apart) {
    Keys keys = Keys.none().rows(Table.ACCESS, "").rows(Table.MODELS, "");
    for (Table table : Table.values()) {
      if (table.namesChunks()) {
        keys.rows(table, "");
      }
    }
    Snapshot all = store.read(keys);
    List<Row> times = all.rows(Table.ACCESS, "");
    ReferenceCount count =
        new ReferenceCount(
            accessLog, exceptKey, tensors, tensors == TensorRows.WHOLE ? Apart.NONE : apart);
    count.addFiles(all.rows(Table.FILES, ""), AccessLog.times(ItemKind.FILE, times));
    count.addModels(all, times);
    for (Table table : Table.values()) {
      boolean held = table.namesChunks() && table != Table.FILES && table != Table.TENSORS;
      for (Row row : held ? all.rows(table, "") : List.<Row>of()) {
        if (!ending.contains(row)) {
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

  private void addFiles(List<Row> files, Map<String, Long> times) {
    for (Row row : files) {
      ItemKind.Facts facts = ItemKind.FILE.facts(row);
      if (facts == null) {
        // A damaged row, or one of a newer Granary, stays; it must not keep the rest from being
        // planned.
        hold(row);
      } else {
        long last = used(ItemKind.FILE, row.key(), times, facts.createdAt());
        boolean safe = facts.pinned() || row.key().equals(exceptKey);
        add(ItemKind.FILE, row.key(), row.stamp(), last, safe, row.names());
      }
    }
  }

  private void addModels(Snapshot all, List<Row> accessRows) {
    Map<String, Row> manifests = new HashMap<>();
    for (Row row : all.rows(Table.MODELS, "")) {
      manifests.put(row.key(), row);
    }
    Map<String, Long> times = AccessLog.times(ItemKind.MODEL, accessRows);
    Map<String, Long> tensorTimes = AccessLog.times(ItemKind.TENSOR, accessRows);
    for (Row row : all.rows(Table.TENSORS, "")) {
      ItemKind.Facts facts = ItemKind.MODEL.facts(manifests.get(row.key()));
      List<TensorRows.Tensor> parts = facts == null ? null : tensors(row);
      if (parts == null) {
        hold(row);
      } else {
        addModel(row, facts, parts, times, tensorTimes);
      }
    }
  }

  /** Lists the tensors of a model that may be items; gives null when the row cannot be read. */
  private List<TensorRows.Tensor> tensors(Row row) {
    try {
      return apart == Apart.NONE ? List.of() : tensors.kept(row);
    } catch (GranaryException damagedOrNewer) {
      return null;
    }
  }

  private void addModel(
      Row row,
      ItemKind.Facts facts,
      List<TensorRows.Tensor> parts,
      Map<String, Long> times,
      Map<String, Long> tensorTimes) {
    boolean whole = exceptKey.equals(row.key());
    boolean safe = facts.pinned() || row.key().equals(ItemKind.modelKey(exceptKey));
    long last = used(ItemKind.MODEL, row.key(), times, facts.createdAt());
    List<String> rest = new ArrayList<>(apart == Apart.NONE ? row.names() : List.of());
    for (TensorRows.Tensor tensor : parts) {
      if (apart == Apart.ALL || tensor.fetchable()) {
        String key = ItemKind.tensorKey(row.key(), tensor.name());
        long used = used(ItemKind.TENSOR, key, tensorTimes, tensor.createdAt());
        boolean stays = facts.pinned() || whole;
        add(ItemKind.TENSOR, key, row.stamp(), used, stays, tensor.chunks());
      } else {
        rest.addAll(tensor.chunks());
      }
    }
    add(ItemKind.MODEL, row.key(), row.stamp(), last, safe, rest);
  }

  private long used(ItemKind kind, String key, Map<String, Long> times, long createdAt) {
    long used = Math.max(createdAt, accessLog.touchedAt(kind, key));
    return Math.max(used, times.getOrDefault(key, 0L));
  }

  private void add(
      ItemKind kind, String key, long stamp, long last, boolean safe, List<String> chunks) {
    named.addAll(chunks);
    plan.item(new EvictionPlan.Item(kind, key, stamp, last, safe, chunks));
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
