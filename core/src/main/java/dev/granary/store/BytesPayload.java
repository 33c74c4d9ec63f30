package dev.granary.store;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Pending;

/** Holds the bytes of a payload in memory. */
final class BytesPayload implements Payload {
  private final byte[] bytes;
  private final int size;

  BytesPayload(byte[] bytes) {
    this(bytes, bytes.length);
  }

  /** Uses the first {@code size} bytes of the array. */
  BytesPayload(byte[] bytes, int size) {
    this.bytes = bytes;
    this.size = size;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Pending<byte[]> begin(int offset, int length) {
    if (offset < 0 || length < 0 || offset > size - length) {
      throw new GranaryException(Code.CORRUPT, "A stored chunk is shorter than its record says.");
    }
    byte[] copy = new byte[length];
    System.arraycopy(bytes, offset, copy, 0, length);
    return Pending.ready(copy);
  }
}
