package dev.granary.store;

import java.util.List;

/**
 * One row of the catalogue, as a store sees it. The record behind a row makes the row itself; the
 * store never interprets the text.
 *
 * @param stamp which write of this row it is: the store stamps each batch's rows with the next
 *     value of one counter, so a stamp never comes back, not even after its row was deleted and
 *     written anew
 * @param bytes what the row adds to its table's running total
 * @param names the chunks it keeps alive, each once
 * @param text what it says, opaque to the store
 */
public record Row(
    Table table, String key, long stamp, long bytes, List<String> names, String text) {

  /** The stamp of a row that is still to be written. */
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
}
