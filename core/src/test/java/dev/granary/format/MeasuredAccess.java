package dev.granary.format;

import dev.granary.chunk.RandomAccess;

/** Gives bytes as random access, followed by zeros up to any size, and counts what is read. */
class MeasuredAccess implements RandomAccess {
  private final byte[] bytes;
  private final long size;

  long bytesRead;
  int reads;
  int largest;

  MeasuredAccess(byte[] bytes) {
    this(bytes, bytes.length);
  }

  MeasuredAccess(byte[] bytes, long size) {
    this.bytes = bytes;
    this.size = size;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public byte[] read(long at, int length) {
    RandomAccess.expectInside(at, length, size);
    reads++;
    bytesRead += length;
    largest = Math.max(largest, length);
    byte[] part = new byte[length];
    if (at < bytes.length) {
      System.arraycopy(bytes, (int) at, part, 0, (int) Math.min(length, bytes.length - at));
    }
    return part;
  }
}
