package dev.granary.vector.text;

import java.util.Arrays;

/** The rows whose text has one word, in ascending order, and how often each has it. */
final class Postings {
  private int[] rows = new int[2];
  private int[] counts = new int[2];
  private int size;

  int size() {
    return size;
  }

  int row(int place) {
    return rows[place];
  }

  int count(int place) {
    return counts[place];
  }

  /** Counts one more occurrence. */
  void add(int row) {
    int place = Arrays.binarySearch(rows, 0, size, row);
    if (place >= 0) {
      counts[place]++;
      return;
    }
    if (size == rows.length) {
      rows = Arrays.copyOf(rows, 2 * size);
      counts = Arrays.copyOf(counts, 2 * size);
    }
    int at = -place - 1;
    System.arraycopy(rows, at, rows, at + 1, size - at);
    System.arraycopy(counts, at, counts, at + 1, size - at);
    rows[at] = row;
    counts[at] = 1;
    size++;
  }

  /** Removes a row if it is there. */
  void remove(int row) {
    int place = Arrays.binarySearch(rows, 0, size, row);
    if (place >= 0) {
      size--;
      System.arraycopy(rows, place + 1, rows, place, size - place);
      System.arraycopy(counts, place + 1, counts, place, size - place);
    }
  }
}
