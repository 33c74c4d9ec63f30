package dev.granary.store;

import java.util.List;

/**
 * Selects the rows of a table whose keys start with a prefix, and reads each row as soon as it
 * arrives. The store may fetch the next rows meanwhile. Two ranges are equal only when their
 * readers are the same object.
 */
public record RowRange<T>(Table table, String prefix, Reader<T> reader) {
  private static final Reader<Row> AS_IT_IS = row -> row;

  /**
   * Makes a value from a row, or null to leave the row out. A reader never suspends and keeps no
   * state, because a store may start its read again.
   */
  public interface Reader<T> {
    T read(Row row);
  }

  static RowRange<Row> of(Table table, String prefix) {
    return new RowRange<>(table, prefix, AS_IT_IS);
  }

  /** Adds the value of a row to the values of the rows before it. */
  public void take(Row row, List<T> made) {
    T one = reader.read(row);
    if (one != null) {
      made.add(one);
    }
  }
}
