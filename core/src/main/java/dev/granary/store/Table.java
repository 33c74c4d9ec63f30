package dev.granary.store;

/**
 * The tables of the catalogue. Beside them a store keeps what only it touches: the chunks, their
 * bytes, the totals and the counter that stamps rows.
 */
public enum Table {
  FILES("files", true),
  JOURNALS("journals", true),
  MODELS("models", false),
  TENSORS("tensors", true),
  REPOS("repos", false),
  DOCUMENTS("documents", false),
  COLLECTIONS("collections", true),
  /** Times of last use; the only table that is written without strict durability. */
  ACCESS("access", false);

  private final String label;
  private final boolean names;

  Table(String label, boolean names) {
    this.label = label;
    this.names = names;
  }

  /** The table's name in a database. */
  public String label() {
    return label;
  }

  /** Whether its rows may name chunks, and so keep them from the sweep. */
  public boolean namesChunks() {
    return names;
  }
}
