package dev.granary.kernels.emit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** Bytes that grow, with the numbers of the binary format (section 5.2). */
final class Bytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** One byte: an opcode, a type, a flag. */
  Bytes put(int value) {
    bytes.write(value);
    return this;
  }

  /** An unsigned number, seven bits a byte, the lowest first: LEB128. */
  Bytes unsigned(int value) {
    int rest = value;
    while (rest >>> 7 != 0) {
      put((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    return put(rest);
  }

  /** A signed number: ends when what is left repeats the sign bit of the last byte. */
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

  /** Appends how long the other is, and it. */
  Bytes sized(Bytes other) {
    return unsigned(other.bytes.size()).append(other);
  }

  byte[] toArray() {
    return bytes.toByteArray();
  }
}
