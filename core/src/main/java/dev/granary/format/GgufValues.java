package dev.granary.format;

import dev.granary.json.JsonWriter;

/**
 * Reads the values of a GGUF file's metadata and writes them as JSON. A whole number beyond 2^53
 * becomes a text. An array of more than 64 elements is abbreviated to its type, its length and its
 * first eight elements.
 */
final class GgufValues {
  static final int STRING = 8;
  private static final int ARRAY = 9;

  private static final int MOST_ELEMENTS = 64;
  private static final int FIRST_ELEMENTS = 8;
  private static final int MOST_LEVELS = 4;
  private static final int LONGEST_TEXT = 4 << 20;
  private static final long LARGEST = 1L << 53;

  private static final String VALUE = "value";

  private static final String[] NAMES = {
    "uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "bool", "string", "array",
    "uint64", "int64", "float64"
  };

  private static final int[] SIZES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

  private final HeaderBytes in;
  private final boolean wide;
  private final JsonWriter out;

  /**
   * @param wide whether lengths and counts have 64 bits
   */
  GgufValues(HeaderBytes in, boolean wide, JsonWriter out) {
    this.in = in;
    this.wide = wide;
    this.out = out;
  }

  /** Takes a type's number, which must be known. May suspend. */
  int type() {
    in.need(4, "type");
    int type = in.i32();
    if (type < 0 || type >= NAMES.length) {
      throw in.invalid("type", "the type of values " + type + " is unknown");
    }
    return type;
  }

  /** Takes a length or a count. May suspend. */
  double length(String field) {
    in.need(wide ? 8 : 4, field);
    return wide ? in.u64(field) : in.u32();
  }

  /** Reads a value of a type and writes the value. */
  void value(int type) {
    value(type, 1);
  }

  private void value(int type, int level) {
    if (type == STRING) {
      text();
    } else if (type == ARRAY) {
      array(level);
    } else {
      in.need(SIZES[type], VALUE);
      number(type);
    }
  }

  private void text() {
    double length = length("length");
    if (length > LONGEST_TEXT) {
      throw in.invalid(VALUE, "it is longer than 4 MiB");
    }
    in.need((int) length, VALUE);
    String text = in.text((int) length);
    if (text == null) {
      // Some files hold other bytes than UTF-8; JSON has no text for them.
      out.nullValue();
      return;
    }
    in.keep(text, VALUE);
    out.value(text);
  }

  private void number(int type) {
    switch (type) {
      case 0 -> out.value(in.u8());
      case 1 -> out.value((byte) in.u8());
      case 2 -> out.value(in.u16());
      case 3 -> out.value((short) in.u16());
      case 4 -> out.value((long) in.u32());
      case 5 -> out.value(in.i32());
      case 6 -> out.raw(ExactDecimal.ofFloat(in.i32()));
      case 7 -> out.value(bool());
      case 10 -> whole(in.bits64(), true);
      case 11 -> whole(in.bits64(), false);
      default -> out.raw(ExactDecimal.ofDouble(in.bits64()));
    }
  }

  private boolean bool() {
    int value = in.u8();
    if (value > 1) {
      throw in.invalid(VALUE, "it is neither true nor false");
    }
    return value == 1;
  }

  private void whole(long value, boolean unsigned) {
    if (value >= -LARGEST && value <= LARGEST && !(unsigned && value < 0)) {
      out.value(value);
    } else {
      out.value(unsigned && value < 0 ? unsigned(value) : Long.toString(value));
    }
  }

  private static String unsigned(long value) {
    long tens = (value >>> 1) / 5;
    return Long.toString(tens) + (value - tens * 10);
  }

  private void array(int level) {
    if (level > MOST_LEVELS) {
      throw in.invalid(VALUE, "arrays are nested more than " + MOST_LEVELS + " times");
    }
    int type = type();
    double count = length("count");
    double least = type == STRING ? lengthSize() : type == ARRAY ? 4 + lengthSize() : SIZES[type];
    if (count * least > in.rest()) {
      throw in.invalid("count", "the header has no room for so many elements");
    }
    boolean whole = count <= MOST_ELEMENTS;
    if (!whole) {
      out.beginObject().name("type").value(NAMES[type]).name("length").value((long) count);
      out.name("first");
    }
    out.beginArray();
    int written = whole ? (int) count : FIRST_ELEMENTS;
    for (int i = 0; i < written; i++) {
      value(type, level + 1);
    }
    out.endArray();
    if (!whole) {
      out.endObject();
      skip(type, count - written, level);
    }
  }

  private int lengthSize() {
    return wide ? 8 : 4;
  }

  private void skip(int type, double count, int level) {
    if (type == STRING) {
      skipTexts(count);
    } else if (type == ARRAY) {
      for (double i = 0; i < count; i++) {
        skipArray(level + 1);
      }
    } else {
      in.skip(count * SIZES[type], VALUE);
    }
  }

  /** Skips texts. A vocabulary has 150,000 of them, so each costs no call that may suspend. */
  private void skipTexts(double count) {
    for (double i = 0; i < count; i++) {
      if (in.lacks(lengthSize())) {
        in.need(lengthSize(), "length");
      }
      in.skip(wide ? in.u64("length") : in.u32(), VALUE);
    }
  }

  private void skipArray(int level) {
    if (level > MOST_LEVELS) {
      throw in.invalid(VALUE, "arrays are nested more than " + MOST_LEVELS + " times");
    }
    int type = type();
    skip(type, length("count"), level);
  }
}
