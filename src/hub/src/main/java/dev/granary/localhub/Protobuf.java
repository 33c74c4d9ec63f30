package dev.granary.localhub;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Writes the fields of a protobuf message. */
public final class Protobuf {
  private static final int VARINT = 0;
  private static final int DELIMITED = 2;

  private final LittleEndian out = new LittleEndian();

  public Protobuf number(int field, long value) {
    return varint((field << 3) | VARINT).varint(value);
  }

  public Protobuf string(int field, String text) {
    return bytes(field, text.getBytes(UTF_8));
  }

  public Protobuf message(int field, Protobuf message) {
    return bytes(field, message.bytes());
  }

  public Protobuf bytes(int field, byte[] bytes) {
    varint((field << 3) | DELIMITED).varint(bytes.length);
    out.raw(bytes);
    return this;
  }

  public Protobuf append(Protobuf other) {
    out.raw(other.bytes());
    return this;
  }

  public byte[] bytes() {
    return out.bytes();
  }

  private Protobuf varint(long value) {
    long rest = value;
    for (; rest >= 0x80; rest >>>= 7) {
      out.number((rest & 0x7f) | 0x80, 1);
    }
    out.number(rest, 1);
    return this;
  }
}
