package dev.granary.vector.collection;

import dev.granary.vector.RowFilter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What a collection knows of each row besides its vector: id, metadata, text; and what is deleted.
 */
final class Items implements RowFilter {
  /** The flags of a row in an image. */
  private static final int ITEM = 1;

  private static final int METADATA = 2;
  private static final int TEXT = 4;

  private final Map<String, Integer> rowOfId = new HashMap<>();
  private String[] ids = {};
  private String[] metadata = {};
  private String[] texts = {};
  private int rows;
  private int nextId = 1;

  /** How many items have moved to other rows. */
  private int moves;

  /** The rows that are deleted, in the order of their deletion. */
  private int[] deleted = {};

  private int deletedCount;

  /** Returns the number of rows, deleted ones included. */
  int rows() {
    return rows;
  }

  /** Returns the number of items. */
  int size() {
    return rows - deletedCount;
  }

  /** Returns a number that changes when an item moves to another row, or a row goes. */
  int moves() {
    return moves;
  }

  /** Returns the row of an item, or -1. */
  int rowOf(String id) {
    Integer row = rowOfId.get(id);
    return row == null ? -1 : row;
  }

  /** Returns the id of a row, or null if the row is deleted. */
  String id(int row) {
    return ids[row];
  }

  String metadata(int row) {
    return metadata[row];
  }

  String text(int row) {
    return texts[row];
  }

  /** Returns the rows that are deleted, which callers do not change. */
  int[] deleted() {
    if (deleted.length != deletedCount) {
      deleted = Arrays.copyOf(deleted, deletedCount);
    }
    return deleted;
  }

  int deletedCount() {
    return deletedCount;
  }

  @Override
  public boolean accepts(int row) {
    return ids[row] != null;
  }

  /** Returns an id that no item has. */
  String newId() {
    while (rowOfId.containsKey(String.valueOf(nextId))) {
      nextId++;
    }
    return String.valueOf(nextId);
  }

  int nextId() {
    return nextId;
  }

  void nextId(int number) {
    nextId = number;
  }

  /** Writes a row, as an image has it. The row of a deleted item is empty. */
  void write(int row, SegmentWriter out) {
    if (ids[row] == null) {
      out.put(0);
      return;
    }
    out.put(ITEM | (metadata[row] == null ? 0 : METADATA) | (texts[row] == null ? 0 : TEXT));
    out.putText(ids[row]);
    if (metadata[row] != null) {
      out.putText(metadata[row]);
    }
    if (texts[row] != null) {
      out.putText(texts[row]);
    }
  }

  /**
   * Adds the next row of an image. An image may have an item that was deleted later.
   *
   * @return false when the row is wrong: its id is not unique, or the item of a row is missing
   */
  boolean read(int row, SegmentReader in, boolean nowDeleted) {
    int flags = in.next();
    String id = flags == 0 ? null : in.nextText();
    String json = (flags & METADATA) == 0 ? null : in.nextText();
    String text = (flags & TEXT) == 0 ? null : in.nextText();
    rows = row + 1;
    if (nowDeleted) {
      listDeleted(row);
      return true;
    }
    if (id == null || rowOfId.containsKey(id)) {
      return false;
    }
    put(row, id, json, text);
    return true;
  }

  /** Makes room for so many rows. */
  void reserve(int capacity) {
    if (capacity > ids.length) {
      ids = Arrays.copyOf(ids, capacity);
      metadata = Arrays.copyOf(metadata, capacity);
      texts = Arrays.copyOf(texts, capacity);
    }
  }

  /** Adds a row for a new item. */
  void add(String id, String json, String text) {
    put(rows++, id, json, text);
  }

  private void put(int row, String id, String json, String text) {
    ids[row] = id;
    metadata[row] = json;
    texts[row] = text;
    rowOfId.put(id, row);
  }

  /** Deletes an item. Its row stays until {@link #fillLastGap}. */
  void delete(int row) {
    rowOfId.remove(ids[row]);
    clear(row);
    listDeleted(row);
  }

  private void listDeleted(int row) {
    if (deletedCount == deleted.length) {
      deleted = Arrays.copyOf(deleted, Math.max(16, 2 * deletedCount));
    }
    deleted[deletedCount++] = row;
  }

  private void clear(int row) {
    ids[row] = null;
    metadata[row] = null;
    texts[row] = null;
  }

  /**
   * Moves the last row to the deleted row with the highest number, so that there is one row less.
   *
   * @return the row that now has the last row's item. When the last row itself was deleted, this is
   *     its own number: the row is gone.
   */
  int fillLastGap() {
    Arrays.sort(deleted, 0, deletedCount);
    int gap = deleted[--deletedCount];
    int last = --rows;
    moves++;
    if (gap < last) {
      put(gap, ids[last], metadata[last], texts[last]);
      clear(last);
    }
    return gap;
  }
}
