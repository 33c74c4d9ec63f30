package dev.granary.store;

import java.util.ArrayList;
import java.util.List;

/** Lists what one read asks for. The store answers all of it as of one moment. */
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

  /** Asks for one row. */
  public Keys row(Table table, String key) {
    rows.add(new RowKey(table, key));
    return this;
  }

  /** Asks for all rows of a table whose keys start with the prefix, in the order of their keys. */
  public Keys rows(Table table, String prefix) {
    return rows(RowRange.of(table, prefix));
  }

  /** Asks for a range of rows, and for the results of its reader. */
  public Keys rows(RowRange<?> range) {
    ranges.add(range);
    return this;
  }

  /**
   * Asks for one row and all chunks it names, with their payloads where the store's form is lazy.
   */
  public Keys content(Table table, String key) {
    rows.add(new RowKey(table, key));
    contents.add(new RowKey(table, key));
    return this;
  }

  /** Asks for one chunk with its payload, in a store of any form. */
  public Keys payload(String chunk) {
    payloads.add(chunk);
    return this;
  }

  /**
   * Asks for at most {@code size} chunks in the order of their ids, after the given id. The empty
   * string stands for the start.
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

  /** Returns the id after which the page starts, or null when the read asks for no page. */
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
