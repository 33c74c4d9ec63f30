package dev.granary.chunk;

/**
 * Memory for one chunk, in a holder.
 *
 * <p>A holder, because a browser's stream can only fill memory that is given away to it: the array
 * in here is unusable while it is away, and a different one comes back. Whoever fills a buffer
 * takes {@link #memory} and gives back what it has with {@link #replace}.
 */
public final class ChunkBuffer {
  private final int capacity;
  private byte[] memory;

  public ChunkBuffer(int capacity) {
    this.capacity = capacity;
    this.memory = new byte[capacity];
  }

  /** The bytes of a full chunk. */
  public int capacity() {
    return capacity;
  }

  public byte[] memory() {
    return memory;
  }

  /** Takes other memory of the same capacity in place of memory that was given away. */
  public void replace(byte[] other) {
    if (other.length != capacity) {
      throw new IllegalArgumentException("A chunk buffer's memory came back in another size.");
    }
    memory = other;
  }
}
