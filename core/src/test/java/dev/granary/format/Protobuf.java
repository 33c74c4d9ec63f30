package dev.granary.format;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Writes the fields of a protobuf message. */
final class Protobuf {
  private final ByteWriter out = new ByteWriter(false);

  Protobuf number(int field, long value) {
    return tag(field, 0).varint(value);
  }

  Protobuf bytes(int field, byte[] bytes) {
    tag(field, 2).varint(bytes.length).out.raw(bytes);
    return this;
  }

  Protobuf text(int field, String text) {
    return bytes(field, text.getBytes(UTF_8));
  }

  Protobuf message(int field, Protobuf message) {
    return bytes(field, message.bytes());
  }

  Protobuf fixed32(int field, int bits) {
    tag(field, 5).out.u32(bits);
    return this;
  }

  Protobuf fixed64(int field, long bits) {
    tag(field, 1).out.u64(bits);
    return this;
  }

  Protobuf add(Protobuf other) {
    out.raw(other.bytes());
    return this;
  }

  Protobuf tag(int field, int wire) {
    return varint(((long) field << 3) | wire);
  }

  Protobuf varint(long value) {
    long rest = value;
    for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
      out.number((rest & 0x7f) | 0x80, 1);
    }
    out.number(rest, 1);
    return this;
  }

  int size() {
    return out.size();
  }

  byte[] bytes() {
    return out.bytes();
  }
}
