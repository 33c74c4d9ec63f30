package dev.granary.store;

import java.util.List;

/**
 * The rows of a table whose keys begin so, and what is made of each as soon as it comes: while that
 * is done, a store may be reading the next ones. Two of them are equal only when their readers are
 * the same.
 */
public record RowRange<T>(Table table, String prefix, Reader<T> reader) {
  private static final Reader<Row> AS_IT_IS = row -> row;

  /**
   * Makes something of a row; null of one that is to be left out. Never suspends, and keeps nothing
   * of its own: a store may begin its read again.
   */
  public interface Reader<T> {
    T read(Row row);
  }

  static RowRange<Row> of(Table table, String prefix) {
    return new RowRange<>(table, prefix, AS_IT_IS);
  }

  /** Adds what is made of a row to what was made of those before it. */
  public void take(Row row, List<T> made) {
    T one = reader.read(row);
    if (one != null) {
      made.add(one);
    }
  }
}
