package dev.granary.kernels.emit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** Collects bytes, and writes the numbers of the binary format (section 5.2). */
final class Bytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Appends one byte: an opcode, a type or a flag. */
  Bytes put(int value) {
    bytes.write(value);
    return this;
  }

  /** Appends an unsigned number in LEB128: seven bits per byte, the lowest first. */
  Bytes unsigned(int value) {
    int rest = value;
    while (rest >>> 7 != 0) {
      put((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    return put(rest);
  }

  /**
   * Appends a signed number. The number ends when the rest only repeats the sign bit of the last
   * byte.
   */
  Bytes signed(long value) {
    long rest = value;
    while (rest >> 6 != rest >> 63) {
      put((int) (rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    return put((int) rest & 0x7f);
  }

  Bytes name(String name) {
    byte[] utf8 = name.getBytes(UTF_8);
    unsigned(utf8.length);
    bytes.writeBytes(utf8);
    return this;
  }

  Bytes append(Bytes other) {
    bytes.writeBytes(other.toArray());
    return this;
  }

  /** Appends the length of the other bytes, and then the bytes. */
  Bytes sized(Bytes other) {
    return unsigned(other.bytes.size()).append(other);
  }

  byte[] toArray() {
    return bytes.toByteArray();
  }
}
