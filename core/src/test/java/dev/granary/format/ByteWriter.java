package dev.granary.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** Writes numbers and texts, in either byte order. */
final class ByteWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final boolean bigEndian;

  ByteWriter(boolean bigEndian) {
    this.bigEndian = bigEndian;
  }

  ByteWriter number(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >>> (8 * (bigEndian ? bytes - 1 - i : i))));
    }
    return this;
  }

  ByteWriter u32(long value) {
    return number(value, 4);
  }

  ByteWriter u64(long value) {
    return number(value, 8);
  }

  ByteWriter raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  ByteWriter raw(String text) {
    return raw(text.getBytes(UTF_8));
  }

  ByteWriter zeros(long count) {
    return raw(new byte[(int) count]);
  }

  ByteWriter align(int alignment) {
    return zeros((alignment - out.size() % alignment) % alignment);
  }

  int size() {
    return out.size();
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
