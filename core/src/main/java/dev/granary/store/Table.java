package dev.granary.store;

/**
 * The tables of the catalogue. Beside them a store keeps what only it touches: the chunks, their
 * bytes, the totals and the counter that stamps rows.
 */
public enum Table {
  FILES("files", true, true),
  JOURNALS("journals", true, true),
  MODELS("models", false, true),
  TENSORS("tensors", true, true),
  REPOS("repos", false, true),
  DOCUMENTS("documents", false, true),
  COLLECTIONS("collections", true, true),
  /** Times of last use. The text of such a row is a whole number, by which a store may sort. */
  ACCESS("access", false, false);

  private final String label;
  private final boolean names;
  private final boolean strict;

  Table(String label, boolean names, boolean strict) {
    this.label = label;
    this.names = names;
    this.strict = strict;
  }

  /** The table's name in a database. */
  public String label() {
    return label;
  }

  /** Whether its rows may name chunks, and so keep them from the sweep. */
  public boolean namesChunks() {
    return names;
  }

  /**
   * Whether its rows are written strictly durable, stamped and counted; access times are not worth
   * it.
   */
  public boolean strict() {
    return strict;
  }
}
