package dev.granary.store;

/** Says how a store keeps the bytes of chunks. */
public enum ChunkForm {
  /** Blobs on disk. A handle reads its bytes later, and stays valid after the record is deleted. */
  BLOB("blob", true),
  /** Plain bytes on disk. To get a handle is to load the whole chunk. */
  BUFFER("buffer", false),
  /** Bytes in memory. A handle stays valid after the record is deleted. */
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
   * Returns whether a reader can hold the handles of all chunks of a file without loading their
   * bytes.
   */
  public boolean lazy() {
    return lazy;
  }
}
