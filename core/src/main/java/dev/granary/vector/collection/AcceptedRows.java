package dev.granary.vector.collection;

import dev.granary.vector.RowFilter;

/**
 * The rows that a filter accepts. The filter sees each item once, and only when a search asks for
 * it. A compaction moves items to other rows: then the filter judges all of them again.
 */
final class AcceptedRows implements RowFilter {
  private static final byte UNKNOWN = 0;
  private static final byte ACCEPTED = 1;
  private static final byte REFUSED = 2;

  /** How many rows an estimate looks at. */
  private static final int SAMPLE = 256;

  private final Items items;
  private final ItemFilter filter;
  private byte[] verdicts = {};

  /** The rows from 0 on that have been judged in order. */
  private int judged;

  /** The number of moves that the verdicts have seen. */
  private int moves;

  AcceptedRows(Items items, ItemFilter filter) {
    this.items = items;
    this.filter = filter;
    moves = items.moves();
  }

  @Override
  public boolean accepts(int row) {
    if (!items.accepts(row)) {
      return false;
    }
    if (moves != items.moves()) {
      moves = items.moves();
      verdicts = new byte[0];
      judged = 0;
    }
    if (row >= verdicts.length) {
      byte[] more = new byte[Math.max(items.rows(), row + 1)];
      System.arraycopy(verdicts, 0, more, 0, verdicts.length);
      verdicts = more;
    }
    if (verdicts[row] == UNKNOWN) {
      boolean accepted = filter.accepts(items.metadata(row), items.id(row));
      verdicts[row] = accepted ? ACCEPTED : REFUSED;
    }
    return verdicts[row] == ACCEPTED;
  }

  /** Judges so many rows in order, and returns whether there are more. */
  boolean judge(int count) {
    int end = Math.min(items.rows(), judged + count);
    for (int row = judged; row < end; row++) {
      accepts(row);
    }
    judged = end;
    return judged < items.rows();
  }

  /** Estimates the share of all rows that are accepted, from rows at equal distances. */
  double share() {
    int rows = items.rows();
    int sample = Math.min(rows, SAMPLE);
    int accepted = 0;
    for (int i = 0; i < sample; i++) {
      accepted += accepts((int) ((double) i * rows / sample)) ? 1 : 0;
    }
    return sample == 0 ? 0 : (double) accepted / sample;
  }
}
