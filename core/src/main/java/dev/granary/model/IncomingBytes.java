package dev.granary.model;

import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkSource;
import dev.granary.chunk.OwnedBuffers;
import java.util.ArrayList;
import java.util.List;

/** Holds the bytes of a source that have come, and that no chunk has yet. */
final class IncomingBytes {
  private final ChunkSource source;
  private final OwnedBuffers owned;
  private final int capacity;

  /** The buffers in the order of their bytes. All are full except perhaps the last. */
  private final List<ChunkBuffer> buffers = new ArrayList<>();

  /** An empty buffer, or null. */
  private ChunkBuffer spare;

  /** How many bytes of the first buffer are taken. */
  private int taken;

  private long ready;
  private int pulled;
  private boolean over;
  private RuntimeException failure;

  /**
   * @param source the bytes in full chunks
   * @param capacity the bytes of a full chunk
   */
  IncomingBytes(ChunkSource source, OwnedBuffers owned, int capacity) {
    this.source = source;
    this.owned = owned;
    this.capacity = capacity;
  }

  /** Returns how many bytes can be taken. */
  long ready() {
    return ready;
  }

  /** Returns the failure of the source, or null. */
  RuntimeException failure() {
    return failure;
  }

  /** Waits for more bytes; returns false at the end of the source. */
  boolean pull() {
    if (over) {
      return false;
    }
    if (spare == null) {
      spare = owned.take(capacity);
    }
    int length;
    try {
      length = source.chunk(pulled, spare);
    } catch (RuntimeException failed) {
      failure = failed;
      throw failed;
    }
    pulled++;
    over = length < capacity;
    if (length > 0) {
      buffers.add(spare);
      spare = null;
      ready += length;
    }
    return length > 0;
  }

  /** Copies bytes that can be taken, and leaves them where they are. */
  void copy(long from, byte[] into, int at, int length) {
    long place = taken + from;
    int filled = 0;
    while (filled < length) {
      int inside = (int) (place % capacity);
      int part = Math.min(length - filled, capacity - inside);
      byte[] memory = buffers.get((int) (place / capacity)).memory();
      System.arraycopy(memory, inside, into, at + filled, part);
      filled += part;
      place += part;
    }
  }

  /** Takes bytes that have come; returns how many, which is one at least if there is one. */
  int take(byte[] into, int at, int most) {
    int length = (int) Math.min(ready, Math.min(most, capacity - taken));
    copy(0, into, at, length);
    ready -= length;
    taken += length;
    if (taken == capacity) {
      taken = 0;
      release();
      spare = buffers.remove(0);
    }
    return length;
  }

  private void release() {
    owned.release(spare == null ? 0 : 1);
    spare = null;
  }

  /** Closes the source. */
  void close() {
    release();
    owned.release(buffers.size());
    buffers.clear();
    source.close();
  }
}
