package dev.granary.vector.collection;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;

/** Reads the bytes of a segment, and trusts none of them. */
final class SegmentReader {
  private final byte[] bytes;
  private final int end;
  private int at;
  private final Segment segment;

  /** Reads the trailer first. */
  SegmentReader(byte[] bytes) {
    this.bytes = bytes;
    end = bytes.length - Segment.TRAILER;
    if (end < 0) {
      throw corrupt("A segment is too short.");
    }
    Segment.Part part = Segment.Part.of(readInt(end));
    int first = readInt(end + 4);
    int rows = readInt(end + 8);
    if (part == null || first < 0 || rows < 1 || first + rows < 0) {
      throw corrupt("The trailer of a segment is wrong.");
    }
    segment = new Segment(part, first, rows);
  }

  static GranaryException corrupt(String message) {
    return new GranaryException(Code.CORRUPT, "The collection cannot be read. " + message);
  }

  Segment segment() {
    return segment;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Throws unless the segment has exactly so many bytes for each row. */
  void expectRows(int rowBytes) {
    if ((double) segment.rows() * rowBytes != end) {
      throw corrupt("A segment has the wrong length.");
    }
  }

  void expectEnd() {
    if (at != end) {
      throw corrupt("A segment is too long.");
    }
  }

  private int take(int length) {
    if (length < 0 || length > end - at) {
      throw corrupt("A segment is too short.");
    }
    int from = at;
    at += length;
    return from;
  }

  int next() {
    return bytes[take(1)] & 0xff;
  }

  int nextInt() {
    return readInt(take(4));
  }

  double nextDouble() {
    int low = nextInt();
    return Double.longBitsToDouble(((long) nextInt() << 32) | (low & 0xffffffffL));
  }

  String nextText() {
    int width = next() + 1;
    int length = nextInt();
    if (width > 2 || length < 0 || length > (end - at) / width) {
      throw corrupt("A text is too long.");
    }
    int from = take(width * length);
    char[] chars = new char[length];
    for (int i = 0; i < length; i++) {
      int place = from + width * i;
      int high = width == 2 ? bytes[place + 1] & 0xff : 0;
      chars[i] = (char) ((high << 8) | (bytes[place] & 0xff));
    }
    return new String(chars);
  }

  /** Reads an int at a place that the caller has checked. */
  int readInt(int place) {
    return (bytes[place] & 0xff)
        | ((bytes[place + 1] & 0xff) << 8)
        | ((bytes[place + 2] & 0xff) << 16)
        | (bytes[place + 3] << 24);
  }
}
