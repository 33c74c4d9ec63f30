package dev.granary.store;

import java.util.List;

/**
 * Holds one row of the catalogue as a store sees it. A record makes its own row; the store never
 * interprets the text.
 *
 * @param stamp which write of this row it is. The store stamps each batch's rows with the next
 *     value of one counter. So a stamp is never reused, even after the row was deleted and written
 *     again
 * @param bytes what the row adds to its table's running total
 * @param names the chunks that the row keeps from the sweep, each once
 * @param text the content, opaque to the store
 */
public record Row(
    Table table, String key, long stamp, long bytes, List<String> names, String text) {

  /** The stamp of a row that is not written yet. */
  public static final long UNSTAMPED = 0;

  public Row {
    names = List.copyOf(names);
    if (!names.isEmpty() && !table.namesChunks()) {
      throw new IllegalArgumentException("Rows of " + table.label() + " cannot name chunks.");
    }
  }

  Row withStamp(long newStamp) {
    return new Row(table, key, newStamp, bytes, names, text);
  }

  /** Returns the same row with the bytes of an older row, or of null, added to its own. */
  public Row plus(Row older) {
    return older == null ? this : new Row(table, key, stamp, bytes + older.bytes, names, text);
  }
}
