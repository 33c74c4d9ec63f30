package dev.granary.json;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;

/**
 * Reads one JSON document (RFC 8259) from front to back. The caller asks for what it expects; text
 * that is not JSON, or not what was asked for, is a {@link Code#CORRUPT} error that says what was
 * expected and at which {@code offset}.
 *
 * <pre>{@code
 * reader.beginObject();
 * for (String name; (name = reader.nextName()) != null; ) {
 *   switch (name) {
 *     case "size" -> size = reader.wholeNumber();
 *     default -> reader.skip();
 *   }
 * }
 * reader.end();
 * }</pre>
 *
 * <p>Names that occur twice are the caller's to judge. Nesting ends at 64 levels.
 */
public final class JsonReader {
  /** Bounds the recursion of {@link #skip}, and of callers that follow the document's structure. */
  static final int MAX_DEPTH = 64;

  /**
   * The largest number up to which a double holds every whole number. JavaScript readers see the
   * same value.
   */
  static final long MAX_WHOLE = 1L << 53;

  private static final int END = -1;

  private final String text;
  private int at;
  private int depth;

  /**
   * Whether the reader has just entered an object or array, so that no comma comes before the next
   * value.
   */
  private boolean first;

  public JsonReader(String text) {
    this.text = text;
  }

  /** Enters an object; {@link #nextName} returns its members. */
  public void beginObject() {
    begin('{', "an object");
  }

  /**
   * Returns the next member's name, or null at the end of the object. The caller reads or skips the
   * member's value next.
   */
  public String nextName() {
    if (!another('}')) {
      return null;
    }
    String name = quoted("a name");
    take(':', "':'");
    return name;
  }

  /** Enters an array; {@link #nextElement} announces its elements. */
  public void beginArray() {
    begin('[', "an array");
  }

  /**
   * Returns whether another element follows, or false at the end of the array. The caller reads or
   * skips the element next.
   */
  public boolean nextElement() {
    return another(']');
  }

  /**
   * Reads a string and resolves its escapes. Half a surrogate pair is kept as the char it is: file
   * names may contain one. To refuse or replace it would lose a record, or make two names equal.
   */
  public String string() {
    return quoted("a string");
  }

  /** Reads a number without fraction and exponent, from -2^53 to 2^53. */
  public long wholeNumber() {
    return (long) whole();
  }

  /**
   * Reads such a number as a double, which holds each of them. On JavaScript, every long is a
   * BigInt.
   */
  public double whole() {
    token();
    int start = at;
    number("a whole number");
    boolean negative = text.charAt(start) == '-';
    double value = 0;
    for (int i = negative ? start + 1 : start; i < at; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9 || value * 10 > (double) MAX_WHOLE - digit) {
        throw expected("a whole number up to 2^53", start);
      }
      value = value * 10 + digit;
    }
    return negative ? -value : value;
  }

  /** Reads true or false. */
  public boolean bool() {
    boolean value = token() == 't';
    if (!value && peek() != 'f') {
      throw expected("true or false", at);
    }
    literal(value ? "true" : "false");
    return value;
  }

  /** Reads null if it is next, and returns whether it was. */
  public boolean takeNull() {
    if (token() != 'n') {
      return false;
    }
    literal("null");
    return true;
  }

  /** Reads the next value of any kind and returns its text. */
  public String raw() {
    token();
    int start = at;
    skip();
    return text.substring(start, at);
  }

  /** Skips the next value of any kind, which must still be valid JSON. */
  public void skip() {
    switch (token()) {
      case '{' -> {
        beginObject();
        while (nextName() != null) {
          skip();
        }
      }
      case '[' -> {
        beginArray();
        while (nextElement()) {
          skip();
        }
      }
      case '"' -> string();
      case 't', 'f' -> bool();
      case 'n' -> takeNull();
      default -> number("a value");
    }
  }

  /** Checks that nothing follows the document. */
  public void end() {
    if (token() != END) {
      throw expected("the end of the document", at);
    }
  }

  private void begin(char open, String what) {
    take(open, what);
    if (++depth > MAX_DEPTH) {
      throw expected("at most " + MAX_DEPTH + " levels", at - 1);
    }
    first = true;
  }

  private boolean another(char close) {
    token();
    boolean ended = takeIf(close);
    if (ended) {
      depth--;
    } else if (!first && !takeIf(',')) {
      throw expected(close == '}' ? "',' or '}'" : "',' or ']'", at);
    }
    first = false;
    return !ended;
  }

  private String quoted(String what) {
    take('"', what);
    StringBuilder unescaped = null;
    int start = at;
    for (; ; ) {
      // The fast path: nearly all of a manifest's text has no escapes.
      int plain = at;
      for (int end = text.length(); plain < end; plain++) {
        char c = text.charAt(plain);
        if (c == '"' || c == '\\' || c < ' ') {
          break;
        }
      }
      at = plain;
      int c = peek();
      if (c == '"') {
        String rest = text.substring(start, at++);
        return unescaped == null ? rest : unescaped.append(rest).toString();
      }
      if (c < ' ') {
        throw expected(c == END ? "a closing quote" : "an escaped control character", at);
      }
      if (unescaped == null) {
        unescaped = new StringBuilder();
      }
      unescaped.append(text, start, at++).append(escaped());
      start = at;
    }
  }

  private char escaped() {
    int c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> (char) c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> (char) (hex() << 12 | hex() << 8 | hex() << 4 | hex());
      default -> throw expected("an escape", at - 1);
    };
  }

  private int hex() {
    int c = peek();
    at++;
    // Character.digit would add the digits of every script to the download.
    if (isDigit(c)) {
      return c - '0';
    }
    int letter = c | 0x20;
    if (letter >= 'a' && letter <= 'f') {
      return letter - 'a' + 10;
    }
    throw expected("a hexadecimal digit", at - 1);
  }

  private void number(String what) {
    if (peek() != '-' && !isDigit(peek())) {
      throw expected(what, at);
    }
    takeIf('-');
    if (!takeIf('0')) {
      digits();
    }
    if (takeIf('.')) {
      digits();
    }
    if (takeIf('e') || takeIf('E')) {
      if (!takeIf('+')) {
        takeIf('-');
      }
      digits();
    }
  }

  private void digits() {
    int start = at;
    while (isDigit(peek())) {
      at++;
    }
    if (at == start) {
      throw expected("a digit", at);
    }
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private void literal(String word) {
    if (!text.startsWith(word, at)) {
      throw expected(word, at);
    }
    at += word.length();
  }

  private void take(char c, String what) {
    token();
    if (!takeIf(c)) {
      throw expected(what, at);
    }
  }

  private boolean takeIf(char c) {
    if (peek() != c) {
      return false;
    }
    at++;
    return true;
  }

  /** Skips whitespace and returns the next char, or END. */
  private int token() {
    int c = peek();
    while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
      at++;
      c = peek();
    }
    return c;
  }

  /**
   * Returns the next char, or END. Every look ahead uses this method: on JavaScript, an index past
   * the end need not fail.
   */
  private int peek() {
    return at < text.length() ? text.charAt(at) : END;
  }

  private static GranaryException expected(String what, int offset) {
    String message = "Bad JSON: expected " + what + " at offset " + offset;
    return new GranaryException(Code.CORRUPT, message).with("offset", offset);
  }
}
