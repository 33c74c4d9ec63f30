package dev.granary.space;

import dev.granary.GranaryException;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.ModelManifest;
import dev.granary.store.Row;
import dev.granary.store.RowKey;
import dev.granary.store.Table;

/**
 * A kind of item that is used and evicted. The kind knows the table of its items, the keys of their
 * access rows, and how to read a row of the table.
 */
public enum ItemKind {
  FILE("file", Table.FILES) {
    @Override
    Facts read(Row row) {
      FileManifest file = FileManifest.decode(row.key(), row.stamp(), row.text());
      return new Facts(file.createdAt(), file.pinned());
    }
  },
  /** A tensor of a model. Its own row has no pin, so the facts are those of the model. */
  TENSOR("tensor", Table.MODELS),
  MODEL("model", Table.MODELS);

  /** Separates the key of a model from the name of a tensor. No key of a model contains it. */
  private static final String NUL = "\u0000";

  /**
   * What an eviction has to know of an item.
   *
   * @param createdAt when the item was stored
   */
  record Facts(long createdAt, boolean pinned) {}

  private final String label;
  private final Table table;

  ItemKind(String label, Table table) {
    this.label = label;
    this.table = table;
  }

  /** Reads the facts from the row of an item. Never suspends. */
  Facts read(Row row) {
    ModelManifest model = ModelManifest.decode(row.key(), row.stamp(), row.text());
    return new Facts(model.createdAt(), model.pinned());
  }

  /** Returns the name of the kind in the public contract. */
  public String label() {
    return label;
  }

  /**
   * Makes the key of a tensor from the key of its model and its name. No model has a key that
   * begins in this way.
   */
  public static String tensorKey(String model, String name) {
    return NUL + model + NUL + name;
  }

  private static boolean isTensor(String key) {
    return key.startsWith(NUL) && key.indexOf(NUL, 1) > 0;
  }

  /** Returns the key of the model in the key of a tensor; another key is returned as it is. */
  static String modelKey(String key) {
    return isTensor(key) ? key.substring(1, key.indexOf(NUL, 1)) : key;
  }

  /** Returns the name of the tensor in its key. */
  public static String tensorName(String key) {
    return key.substring(key.indexOf(NUL, 1) + 1);
  }

  /** Returns a key as people read it: of a tensor, a slash stands between model and name. */
  public static String shown(String key) {
    return isTensor(key) ? modelKey(key) + "/" + tensorName(key) : key;
  }

  /** Returns the row that exists as long as an item does, and that has its facts. */
  RowKey row(String key) {
    return new RowKey(table, modelKey(key));
  }

  /** Makes the key of the row that says when an item was last used. */
  public String accessKey(String key) {
    return label + "/" + key;
  }

  /** Gives the item's key in the key of an access row, or null when the row is of another kind. */
  public String itemKey(String accessKey) {
    int length = label.length();
    boolean own =
        accessKey.length() > length
            && accessKey.charAt(length) == '/'
            && accessKey.startsWith(label);
    return own ? accessKey.substring(length + 1) : null;
  }

  /** Reads the facts of an item; gives null when its row cannot be read, or is not there. */
  Facts facts(Row row) {
    try {
      return row == null ? null : read(row);
    } catch (GranaryException damagedOrNewer) {
      return null;
    }
  }
}
