package dev.granary.store;

/**
 * Names the tables of the catalogue. A store keeps chunks, their bytes, the totals and the stamp
 * counter beside these tables, and only the store uses them.
 */
public enum Table {
  FILES("files", true, true),
  JOURNALS("journals", true, true),
  MODELS("models", false, true),
  TENSORS("tensors", true, true),
  REPOS("repos", false, true),
  DOCUMENTS("documents", false, true),
  COLLECTIONS("collections", true, true),
  /**
   * Times and numbers of uses. The text of such a row is a whole number, so a store may sort by it.
   * A put adds the row's bytes to those of the stored row, so sessions that write at the same time
   * lose no use.
   */
  ACCESS("access", false, false);

  private final String label;
  private final boolean names;
  private final boolean strict;

  Table(String label, boolean names, boolean strict) {
    this.label = label;
    this.names = names;
    this.strict = strict;
  }

  /** Returns the table's name in a database. */
  public String label() {
    return label;
  }

  /** Returns whether rows of the table may name chunks, which keeps these chunks from the sweep. */
  public boolean namesChunks() {
    return names;
  }

  /**
   * Returns whether rows of the table are strictly durable, stamped and counted. Uses are not: they
   * are not worth the cost.
   */
  public boolean strict() {
    return strict;
  }
}
