package dev.granary.localhub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** Writes the little-endian values of model files. */
public final class LittleEndian {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public LittleEndian number(long value, int bytes) {
    for (int index = 0; index < bytes; index++) {
      out.write((int) (value >>> (8 * index)));
    }
    return this;
  }

  public LittleEndian u32(long value) {
    return number(value, 4);
  }

  public LittleEndian u64(long value) {
    return number(value, 8);
  }

  public LittleEndian raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** Writes the length of a string, then its UTF-8 bytes. */
  public LittleEndian string(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return u64(bytes.length).raw(bytes);
  }

  public LittleEndian align(int alignment) {
    while (out.size() % alignment != 0) {
      out.write(0);
    }
    return this;
  }

  public byte[] bytes() {
    return out.toByteArray();
  }
}
