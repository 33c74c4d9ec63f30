package dev.granary.vector.collection;

import dev.granary.vector.RowFilter;

/**
 * The rows that a filter accepts. A row's item never changes, so the filter sees each item once,
 * and only when a search asks for it.
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

  AcceptedRows(Items items, ItemFilter filter) {
    this.items = items;
    this.filter = filter;
  }

  @Override
  public boolean accepts(int row) {
    if (!items.accepts(row)) {
      return false;
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
