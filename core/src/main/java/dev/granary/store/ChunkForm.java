package dev.granary.store;

/** How a store keeps the bytes of chunks, and what a handle on them is worth. */
public enum ChunkForm {
  /** Lazy handles on disk, which outlive their record. */
  BLOB("blob", true),
  /** Plain bytes on disk: to have a handle is to have loaded the chunk. */
  BUFFER("buffer", false),
  /** Bytes in memory, which outlive their record. */
  MEMORY("memory", true);

  private final String label;
  private final boolean lazy;

  ChunkForm(String label, boolean lazy) {
    this.label = label;
    this.lazy = lazy;
  }

  public String label() {
    return label;
  }

  /**
   * Whether the handles of all chunks of a file can be held at once without loading their bytes.
   */
  public boolean lazy() {
    return lazy;
  }
}
