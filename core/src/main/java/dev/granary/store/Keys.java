package dev.granary.store;

import java.util.ArrayList;
import java.util.List;

/** What one read asks for. All of it is answered as it stood at one moment. */
public final class Keys {
  private final List<RowKey> rows = new ArrayList<>();
  private final List<RowRange<?>> ranges = new ArrayList<>();
  private final List<RowKey> contents = new ArrayList<>();
  private final List<String> payloads = new ArrayList<>();
  private String pageAfter;
  private int pageSize;
  private boolean totals;

  private Keys() {}

  public static Keys none() {
    return new Keys();
  }

  /** One row. */
  public Keys row(Table table, String key) {
    rows.add(new RowKey(table, key));
    return this;
  }

  /** All rows of a table whose keys begin so, in the keys' order. */
  public Keys rows(Table table, String prefix) {
    return rows(RowRange.of(table, prefix));
  }

  /** The same, and what its reader makes of them. */
  public Keys rows(RowRange<?> range) {
    ranges.add(range);
    return this;
  }

  /** One row and all chunks it names, with their payloads where the store's form is lazy. */
  public Keys content(Table table, String key) {
    rows.add(new RowKey(table, key));
    contents.add(new RowKey(table, key));
    return this;
  }

  /** One chunk with its payload, whatever the store's form. */
  public Keys payload(String chunk) {
    payloads.add(chunk);
    return this;
  }

  /**
   * At most so many chunks in the order of their ids, from behind the one given (the empty string:
   * from the first).
   */
  public Keys chunkPage(String after, int size) {
    pageAfter = after;
    pageSize = size;
    return this;
  }

  public Keys totals() {
    totals = true;
    return this;
  }

  public List<RowKey> rows() {
    return rows;
  }

  public List<RowRange<?>> ranges() {
    return ranges;
  }

  public List<RowKey> contents() {
    return contents;
  }

  public List<String> payloads() {
    return payloads;
  }

  /** The id to begin behind, or null when no page is asked for. */
  public String pageAfter() {
    return pageAfter;
  }

  public int pageSize() {
    return pageSize;
  }

  public boolean wantsTotals() {
    return totals;
  }
}
