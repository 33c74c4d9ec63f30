package dev.granary.store;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Pending;

/** A payload whose bytes are in memory. */
final class BytesPayload implements Payload {
  private final byte[] bytes;

  BytesPayload(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public int size() {
    return bytes.length;
  }

  @Override
  public Pending<byte[]> begin(int offset, int length) {
    if (offset < 0 || length < 0 || offset > bytes.length - length) {
      throw new GranaryException(Code.CORRUPT, "A stored chunk is shorter than its record says.");
    }
    byte[] copy = new byte[length];
    System.arraycopy(bytes, offset, copy, 0, length);
    return Pending.ready(copy);
  }
}
