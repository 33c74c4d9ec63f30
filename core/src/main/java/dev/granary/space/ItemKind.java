package dev.granary.space;

import dev.granary.GranaryException;
import dev.granary.catalog.FileManifest;
import dev.granary.store.Row;
import dev.granary.store.Table;

/**
 * A kind of item that is used, pinned and evicted as a whole. The kind knows the table of its
 * items, the keys of their access rows, and how to read a row of the table.
 */
public enum ItemKind {
  FILE(Table.FILES, "file/") {
    @Override
    Facts read(Row row) {
      FileManifest file = FileManifest.decode(row.key(), row.stamp(), row.text());
      return new Facts(file.createdAt(), file.pinned());
    }
  };

  /**
   * What an eviction has to know of an item.
   *
   * @param createdAt when the item was stored
   */
  record Facts(long createdAt, boolean pinned) {}

  private final Table table;
  private final String accessPrefix;

  ItemKind(Table table, String accessPrefix) {
    this.table = table;
    this.accessPrefix = accessPrefix;
  }

  /** Reads the facts from the row of an item. Never suspends. */
  abstract Facts read(Row row);

  /** Gives the table that holds the items. */
  public Table table() {
    return table;
  }

  /** Makes the key of the row that says when an item was last used. */
  public String accessKey(String key) {
    return accessPrefix + key;
  }

  /** Gives the item's key in the key of an access row, or null when the row is of another kind. */
  String itemKey(String accessKey) {
    return accessKey.startsWith(accessPrefix) ? accessKey.substring(accessPrefix.length()) : null;
  }

  /** Reads the facts of an item; gives null when its row cannot be read. */
  Facts facts(Row row) {
    try {
      return read(row);
    } catch (GranaryException damagedOrNewer) {
      return null;
    }
  }

  /** Gives the kind of the items in a table, or null when the table has none. */
  static ItemKind in(Table table) {
    for (ItemKind kind : values()) {
      if (kind.table == table) {
        return kind;
      }
    }
    return null;
  }
}
