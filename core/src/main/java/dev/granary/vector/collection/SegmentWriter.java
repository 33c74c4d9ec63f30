package dev.granary.vector.collection;

import java.util.Arrays;

/** Collects the bytes of a segment, in little-endian order. */
final class SegmentWriter {
  private byte[] bytes = new byte[1024];
  private int size;

  int size() {
    return size;
  }

  private void ensure(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
    }
  }

  void put(int value) {
    ensure(1);
    bytes[size++] = (byte) value;
  }

  void putInt(int value) {
    ensure(4);
    write(bytes, size, value);
    size += 4;
  }

  void putDouble(double value) {
    long bits = Double.doubleToRawLongBits(value);
    putInt((int) bits);
    putInt((int) (bits >> 32));
  }

  /** Writes a text: one byte for each character where that is enough, else two. */
  void putText(String text) {
    int length = text.length();
    boolean wide = false;
    for (int i = 0; i < length; i++) {
      wide |= text.charAt(i) > 0xff;
    }
    put(wide ? 1 : 0);
    putInt(length);
    ensure(wide ? 2 * length : length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      bytes[size++] = (byte) c;
      if (wide) {
        bytes[size++] = (byte) (c >> 8);
      }
    }
  }

  /** Returns the bytes with the trailer of a segment. */
  byte[] segment(Segment segment) {
    byte[] whole = Arrays.copyOf(bytes, size + Segment.TRAILER);
    writeTrailer(whole, segment);
    return whole;
  }

  /** Writes the trailer at the end of a segment's bytes. */
  static void writeTrailer(byte[] whole, Segment segment) {
    int at = whole.length - Segment.TRAILER;
    write(whole, at, segment.part().number);
    write(whole, at + 4, segment.first());
    write(whole, at + 8, segment.rows());
  }

  private static void write(byte[] into, int at, int value) {
    into[at] = (byte) value;
    into[at + 1] = (byte) (value >> 8);
    into[at + 2] = (byte) (value >> 16);
    into[at + 3] = (byte) (value >> 24);
  }
}
