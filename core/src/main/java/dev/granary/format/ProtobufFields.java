package dev.granary.format;

/** Goes over the fields of a protobuf message. The caller takes or skips each field. */
final class ProtobufFields {
  static final int VARINT = 0;
  static final int DELIMITED = 2;
  private static final int FIXED64 = 1;
  private static final int FIXED32 = 5;

  /** A varint has ten bytes at most. */
  private static final int LONGEST_VARINT = 10;

  private static final double LARGEST = 9007199254740992.0;

  private final HeaderBytes in;
  private int field;
  private int wire;

  /** The value of a varint; beyond 2^53, and for a negative number, it is not exact. */
  private double value;

  /** The length of any other field; its bytes begin at the position. */
  private double length;

  ProtobufFields(HeaderBytes in) {
    this.in = in;
  }

  /** Goes to the next field; false at the end of the message. May suspend. */
  boolean next(double end) {
    double start = in.position();
    if (start >= end) {
      return false;
    }
    in.needAtMost(2 * LONGEST_VARINT, "field");
    double tag = varint(end);
    if (tag < 8 || tag > Integer.MAX_VALUE) {
      throw in.invalid("field", "there is no such field", start);
    }
    field = (int) tag >> 3;
    wire = (int) tag & 7;
    switch (wire) {
      case VARINT -> {
        value = varint(end);
        length = 0;
      }
      case FIXED64 -> length = 8;
      case FIXED32 -> length = 4;
      case DELIMITED -> length = varint(end);
      default -> throw in.invalid("field", "the wire type " + wire + " is unknown", start);
    }
    if (length > end - in.position()) {
      throw in.invalid("field", "it passes the end of its message", start);
    }
    return true;
  }

  /** Returns the number of the field, or 0 when the field has another wire type. */
  int as(int wanted) {
    return wire == wanted ? field : 0;
  }

  int field() {
    return field;
  }

  boolean isVarint() {
    return wire == VARINT;
  }

  double length() {
    return length;
  }

  /** Returns where the message ends that the field holds. */
  double end(String name) {
    expect(DELIMITED, name);
    return in.position() + length;
  }

  /** Returns the value of a varint, which must be a whole number from 0 to 2^53. */
  double whole(String name) {
    expect(VARINT, name);
    return inRange(name);
  }

  private double inRange(String name) {
    if (value > LARGEST) {
      throw in.invalid(name, "it is negative or too large");
    }
    return value;
  }

  /** Takes the next number of a packed field, which ends at {@code end}. May suspend. */
  double packed(double end, String name) {
    in.needAtMost(LONGEST_VARINT, name);
    value = varint(end);
    return inRange(name);
  }

  /** Takes a text. May suspend. */
  String text(int longest, String name) {
    expect(DELIMITED, name);
    return in.kept(length, longest, name);
  }

  private void expect(int wanted, String name) {
    if (wire != wanted) {
      throw in.invalid(name, "it has the wire type " + wire);
    }
  }

  void skip() {
    in.skip(length, "field");
  }

  private double varint(double end) {
    double number = 0;
    double scale = 1;
    int longest = (int) Math.min(LONGEST_VARINT, end - in.position());
    for (int i = 0; i < longest; i++) {
      int next = in.u8();
      number += (next & 0x7f) * scale;
      if (next < 0x80) {
        return number;
      }
      scale *= 128;
    }
    throw in.invalid("field", "a number does not end");
  }
}
