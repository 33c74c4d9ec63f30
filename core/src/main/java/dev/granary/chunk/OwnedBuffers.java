package dev.granary.chunk;

/** Counts the chunk buffers in use, so that the memory Granary owns is a measured number. */
public final class OwnedBuffers {
  private int count;
  private int peak;

  /** Allocates a buffer and counts it. */
  public ChunkBuffer take(int capacity) {
    ChunkBuffer buffer = new ChunkBuffer(capacity);
    count++;
    peak = Math.max(peak, count);
    return buffer;
  }

  /** Reports that this many buffers are no longer in use. */
  public void release(int buffers) {
    count -= buffers;
  }

  /** Returns the number of buffers in use now. */
  public int count() {
    return count;
  }

  /** Returns the largest number of buffers that were in use at once. */
  public int peak() {
    return peak;
  }
}
