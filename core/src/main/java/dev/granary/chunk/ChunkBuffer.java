package dev.granary.chunk;

/**
 * Holds the memory for one chunk.
 *
 * <p>A browser's stream can only fill memory that the caller gives away: the array becomes
 * unusable, and the stream returns a different one. So a source that fills a buffer takes {@link
 * #memory} and returns the array it received with {@link #replace}.
 */
public final class ChunkBuffer {
  private final int capacity;
  private byte[] memory;

  public ChunkBuffer(int capacity) {
    this.capacity = capacity;
    this.memory = new byte[capacity];
  }

  /** Returns the bytes of a full chunk. */
  public int capacity() {
    return capacity;
  }

  public byte[] memory() {
    return memory;
  }

  /** Replaces memory that was given away with other memory of the same capacity. */
  public void replace(byte[] other) {
    if (other.length != capacity) {
      throw new IllegalArgumentException("The replaced memory of a chunk buffer has another size.");
    }
    memory = other;
  }
}
