package dev.granary.chunk;

/**
 * Bytes that come in pieces of any size, once, from first to last: a network body, a file, a
 * generator.
 */
public interface ByteSource {
  /**
   * Reads some bytes into the buffer's memory. May suspend, and may replace the memory.
   *
   * @return how many bytes came, at least one, or -1 at the end
   */
  int read(ChunkBuffer into, int offset, int length);

  /** Says what to do now and then while {@link #read} waits: see {@link ChunkSource.Beat}. */
  default void whileWaiting(ChunkSource.Beat beat) {}

  /** Lets go of what is behind the source. Called once, also after a failure. */
  default void close() {}
}
