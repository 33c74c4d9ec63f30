package dev.granary.space;

import dev.granary.GranaryException;
import dev.granary.catalog.FileManifest;
import dev.granary.store.Keys;
import dev.granary.store.Row;
import dev.granary.store.RowRange;
import dev.granary.store.Snapshot;
import dev.granary.store.Store;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lists every item of a store: its logical bytes, the bytes that only this item takes, and how it
 * is used. The bytes of chunks are not read.
 */
public final class Usage {
  /** Bounds one read of chunks to some milliseconds. */
  private static final int PAGE = 1024;

  /** The label of collections, which is the prefix of the keys of their access rows, too. */
  private static final String COLLECTION = "collection";

  private final AccessLog accessLog;
  private final Snapshot found;
  private final Map<String, Integer> namedBy = new HashMap<>();
  private final Map<String, Long> stored = new HashMap<>();
  private final Map<String, Row> accesses = new HashMap<>();
  private final List<Item> items = new ArrayList<>();

  /**
   * An item and its use.
   *
   * @param kind the name of the item's kind in the public contract
   * @param logicalBytes the bytes of the file, or of the tensors that are not evicted
   * @param onlyItsBytes the stored bytes of the chunks that nothing else names: what a deletion of
   *     the item frees
   * @param lastAccessed when the item was last used, or stored; zero when that is not known
   * @param accesses how often the item was opened since it was stored
   * @param sha256 the SHA-256 of a file that can be read; else null
   */
  public record Item(
      String kind,
      String key,
      long logicalBytes,
      long onlyItsBytes,
      long lastAccessed,
      long accesses,
      boolean pinned,
      String sha256) {}

  private Usage(AccessLog accessLog, Snapshot found) {
    this.accessLog = accessLog;
    this.found = found;
    for (Row row : found.rows(Table.ACCESS, "")) {
      accesses.put(row.key(), row);
    }
  }

  /** Lists the items of a store: the files, the models and the collections, each in key order. */
  public static List<Item> of(Store store, AccessLog accessLog) {
    RowRange<Entry> files = new RowRange<>(Table.FILES, "", Usage::file);
    Keys keys = Keys.none().rows(files).rows(Table.MODELS, "").rows(Table.ACCESS, "");
    for (Table table : Table.values()) {
      if (namesBesideFiles(table)) {
        keys.rows(table, "");
      }
    }
    Usage usage = new Usage(accessLog, store.read(keys));
    usage.readChunks(store);
    List<Entry> entries = usage.found.rows(files);
    usage.count(entries);
    usage.add(entries);
    return usage.items;
  }

  private static boolean namesBesideFiles(Table table) {
    return table.namesChunks() && table != Table.FILES;
  }

  /** The row of a file without its text, which is long, and what was read from the text. */
  private record Entry(Row row, ItemKind.Facts facts, String sha256) {}

  // An item whose row cannot be read takes space, too.
  private static Entry file(Row row) {
    Row kept = new Row(row.table(), row.key(), row.stamp(), row.bytes(), row.names(), "");
    try {
      FileManifest file = FileManifest.decode(row.key(), row.stamp(), row.text());
      return new Entry(kept, new ItemKind.Facts(file.createdAt(), file.pinned()), file.sha256());
    } catch (GranaryException damagedOrNewer) {
      return new Entry(kept, null, null);
    }
  }

  private void count(List<Entry> files) {
    for (Entry file : files) {
      count(file.row());
    }
    for (Table table : Table.values()) {
      for (Row row : namesBesideFiles(table) ? found.rows(table, "") : List.<Row>of()) {
        count(row);
      }
    }
  }

  private void count(Row row) {
    for (String id : row.names()) {
      namedBy.merge(id, 1, Integer::sum);
    }
  }

  private void readChunks(Store store) {
    for (String after = ""; ; ) {
      Snapshot page = store.read(Keys.none().chunkPage(after, PAGE));
      for (String id : page.page()) {
        stored.put(id, (long) page.chunk(id).storedSize());
        after = id;
      }
      if (page.page().size() < PAGE) {
        return;
      }
    }
  }

  private void add(List<Entry> files) {
    for (Entry file : files) {
      add(ItemKind.FILE, file.row(), file.facts(), file.sha256());
    }
    Map<String, Row> manifests = new HashMap<>();
    for (Row row : found.rows(Table.MODELS, "")) {
      manifests.put(row.key(), row);
    }
    for (Row row : found.rows(Table.TENSORS, "")) {
      add(ItemKind.MODEL, row, ItemKind.MODEL.facts(manifests.get(row.key())), null);
    }
    for (Row row : found.rows(Table.COLLECTIONS, "")) {
      addCollection(row);
    }
  }

  private void addCollection(Row row) {
    Row access = accesses.get(COLLECTION + "/" + row.key());
    long uses = access == null ? 0 : access.bytes();
    items.add(
        new Item(COLLECTION, row.key(), row.bytes(), only(row), time(access), uses, false, null));
  }

  private void add(ItemKind kind, Row row, ItemKind.Facts facts, String sha256) {
    String key = row.key();
    Row access = accesses.get(kind.accessKey(key));
    long last = Math.max(time(access), accessLog.touchedAt(kind, key));
    long uses = accessLog.unwrittenUses(kind, key) + (access == null ? 0 : access.bytes());
    items.add(
        new Item(
            kind.label(),
            key,
            row.bytes(),
            only(row),
            facts == null ? last : Math.max(last, facts.createdAt()),
            uses,
            facts != null && facts.pinned(),
            sha256));
  }

  private long only(Row row) {
    long sum = 0;
    for (String id : row.names()) {
      sum += namedBy.get(id) == 1 ? stored.getOrDefault(id, 0L) : 0;
    }
    return sum;
  }

  private static long time(Row access) {
    try {
      return access == null ? 0 : AccessLog.time(access);
    } catch (GranaryException unreadable) {
      return 0;
    }
  }
}
