package dev.granary.chunk;

/** Counts the chunk buffers in use, so that what Granary owns is a figure and not a hope. */
public final class OwnedBuffers {
  private int count;
  private int peak;

  /** Takes one into use. */
  public ChunkBuffer take(int capacity) {
    ChunkBuffer buffer = new ChunkBuffer(capacity);
    count++;
    peak = Math.max(peak, count);
    return buffer;
  }

  /** Says that so many are no longer in use. */
  public void release(int buffers) {
    count -= buffers;
  }

  /** Buffers in use now. */
  public int count() {
    return count;
  }

  /** The most that ever were in use at once. */
  public int peak() {
    return peak;
  }
}
