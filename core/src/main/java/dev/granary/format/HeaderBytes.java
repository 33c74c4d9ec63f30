package dev.granary.format;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.chunk.RandomAccess;
import dev.granary.text.Utf8;
import java.util.Arrays;

/**
 * Reads a header from front to back, in steps. The reader of a format calls {@link #need}, which
 * may suspend, and then takes values, which never suspends. Steps grow from 64 KiB to 2 MiB; after
 * a jump they begin again with 512 bytes.
 */
final class HeaderBytes {
  /**
   * How many bytes of a header a reader reads at most, unless the format has a limit of its own.
   */
  static final double LONGEST = 64 << 20;

  /**
   * How much text, names and metadata, a reader keeps at most: characters, and 32 for each text.
   */
  private static final int MOST_TEXT = 8 << 20;

  private static final int PER_TEXT = 32;

  private static final int FIRST_STEP = 64 << 10;
  private static final int LARGEST_STEP = 2 << 20;
  private static final int STEP_AFTER_JUMP = 512;

  /** How many bytes a reader goes over without a change of its step. */
  private static final int LONGEST_HOP = 4096;

  private static final double TWO_TO_32 = 4294967296.0;
  private static final double LARGEST = 9007199254740992.0;

  private final RandomAccess file;
  private final String format;
  private final double size;

  /** The bytes that the last step read, from {@code base} on; {@code at} is the next one. */
  private byte[] window = new byte[0];

  private double base;
  private int at;

  private int step = FIRST_STEP;
  private double end;
  private double unread = LONGEST;
  private int text = MOST_TEXT;
  private boolean bigEndian;
  private String item = "";

  HeaderBytes(RandomAccess file, String format) {
    this.file = file;
    this.format = format;
    size = file.size();
    end = size;
  }

  String format() {
    return format;
  }

  /** Returns the size of the file, or a very large number when it is not known. */
  double size() {
    return size;
  }

  boolean isSizeKnown() {
    return size <= LARGEST;
  }

  double position() {
    return base + at;
  }

  /** Returns how many bytes the header has from here on, at most. */
  double rest() {
    return end - position();
  }

  /** Ends the header at this position, which lies inside the file; all of it may be read. */
  void endAt(double position) {
    end = position;
    unread = position;
    if (base + window.length > end) {
      window = Arrays.copyOf(window, (int) (end - base));
    }
  }

  void bigEndian() {
    bigEndian = true;
  }

  /** Names the tensor, or another item, that messages are about. */
  void item(String name) {
    item = name;
  }

  /** Returns whether a step is due before so many bytes can be taken. */
  boolean lacks(int count) {
    return count > window.length - at;
  }

  /** Makes sure that so many bytes can be taken. May suspend. */
  void need(int count, String field) {
    if (lacks(count)) {
      if (count > rest()) {
        throw invalid(field, "it passes the end");
      }
      step(count, field);
    }
  }

  /** Makes sure that so many bytes, or all that are left, can be taken. May suspend. */
  void needAtMost(int count, String field) {
    if (lacks(count)) {
      need((int) Math.min(count, rest()), field);
    }
  }

  private void step(int count, String field) {
    double known = base + window.length;
    double from = position();
    int length = (int) Math.min(rest(), (double) count + step);
    unread -= length - Math.max(0, known - from);
    if (unread < 0) {
      throw invalid(field, "the header is too long");
    }
    step = Math.min(2 * step, LARGEST_STEP);
    window = file.readSome((long) from, count, length);
    unread += length - window.length;
    base = from;
    at = 0;
  }

  /** Skips bytes that the reader of the format does not use. Never suspends. */
  void skip(double count, String field) {
    if (!(count <= rest())) {
      throw invalid(field, "it passes the end");
    }
    if (count <= window.length - at) {
      at += (int) count;
      return;
    }
    if (count > LONGEST_HOP + ready()) {
      step = STEP_AFTER_JUMP;
    }
    base = position() + count;
    at = 0;
    window = new byte[0];
  }

  /** Returns how many bytes can be taken now. */
  int ready() {
    return window.length - at;
  }

  /** Looks at a byte that can be taken, so many bytes from here. */
  int peek(int ahead) {
    return window[at + ahead] & 0xff;
  }

  int u8() {
    return window[at++] & 0xff;
  }

  int u16() {
    int first = u8();
    int second = u8();
    return bigEndian ? first << 8 | second : second << 8 | first;
  }

  int i32() {
    int first = u16();
    int second = u16();
    return bigEndian ? first << 16 | second : second << 16 | first;
  }

  double u32() {
    double value = i32();
    return value < 0 ? value + TWO_TO_32 : value;
  }

  /** Takes 64 bits. In JavaScript the result is a BigInt: only for rare values. */
  long bits64() {
    long first = i32();
    long second = i32();
    return bigEndian ? first << 32 | (second & 0xffffffffL) : second << 32 | (first & 0xffffffffL);
  }

  /** Takes an unsigned number of 64 bits; INVALID beyond 2^53. */
  double u64(String field) {
    double first = u32();
    double second = u32();
    double value = bigEndian ? first * TWO_TO_32 + second : second * TWO_TO_32 + first;
    if (value > LARGEST) {
      throw invalid(field, "it is too large");
    }
    return value;
  }

  /**
   * Takes UTF-8 text; gives null when the bytes are something else. The caller has asked for so
   * many bytes.
   */
  String text(int length) {
    String decoded = Utf8.decode(window, at, at + length);
    at += length;
    return decoded;
  }

  /**
   * Takes a text that the reader keeps: the length is checked first, and the text must be UTF-8.
   * May suspend.
   */
  String kept(double length, int longest, String field) {
    if (length > longest) {
      throw invalid(field, "it is longer than " + longest + " bytes");
    }
    need((int) length, field);
    String name = text((int) length);
    if (name == null) {
      throw invalid(field, "it is not UTF-8");
    }
    keep(name, field);
    return name;
  }

  /** Lets the reader keep more text: an index names the tensors of many files. */
  void keepAtMost(int characters) {
    text = characters;
  }

  /** Counts a text that the reader keeps; all of them together are limited. */
  void keep(String kept, String field) {
    text -= PER_TEXT;
    for (int i = 0; i < kept.length(); i++) {
      // JSON writes a control character with six.
      text -= kept.charAt(i) < ' ' ? 6 : 1;
    }
    if (text < 0) {
      throw invalid(field, "the names and the metadata are too long");
    }
  }

  /** Returns the failure of a field that ends or begins here. */
  GranaryException invalid(String field, String why) {
    return invalid(field, why, position());
  }

  /** Returns the failure of a field at an offset. */
  GranaryException invalid(String field, String why, double offset) {
    String of = item.isEmpty() ? "" : " of \"" + item + "\"";
    long where = (long) offset;
    GranaryException failure =
        new GranaryException(
                Code.INVALID,
                "Bad "
                    + format
                    + " header: "
                    + field
                    + of
                    + " at offset "
                    + where
                    + ": "
                    + why
                    + ".")
            .with("format", format)
            .with("field", field)
            .with("offset", where);
    return item.isEmpty() ? failure : failure.with("item", item);
  }
}
