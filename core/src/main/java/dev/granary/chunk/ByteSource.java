package dev.granary.chunk;

/**
 * Supplies bytes once, from first to last, in pieces of any size. A network body, a file and a
 * generator are such sources.
 */
public interface ByteSource {
  /**
   * Reads some bytes into the buffer's memory. May suspend, and may replace the memory.
   *
   * @return how many bytes it read, at least one, or -1 at the end
   */
  int read(ChunkBuffer into, int offset, int length);

  /** Sets what a source calls regularly while {@link #read} waits: see {@link ChunkSource.Beat}. */
  default void whileWaiting(ChunkSource.Beat beat) {}

  /** Releases the resources behind the source. Called once, also after a failure. */
  default void close() {}
}
