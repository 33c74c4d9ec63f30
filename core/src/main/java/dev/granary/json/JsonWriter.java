package dev.granary.json;

/**
 * Writes one JSON document, compactly; commas come by themselves. A call that cannot stand where it
 * is made, such as a value without a name inside an object, is an {@link IllegalStateException}.
 *
 * <pre>{@code
 * String text = new JsonWriter().beginObject().name("size").value(12).endObject().text();
 * }</pre>
 */
public final class JsonWriter {
  private static final int BILLION = 1_000_000_000;

  private final StringBuilder out = new StringBuilder();

  /** The characters that will close each open object and array. */
  private final char[] closers = new char[JsonReader.MAX_DEPTH];

  private int depth;
  private boolean first = true;
  private boolean named;

  public JsonWriter beginObject() {
    return begin('{', '}');
  }

  public JsonWriter endObject() {
    return end('}');
  }

  public JsonWriter beginArray() {
    return begin('[', ']');
  }

  public JsonWriter endArray() {
    return end(']');
  }

  /** Names the value that is written next. */
  public JsonWriter name(String name) {
    check(closer() == '}' && !named, "a name");
    separate();
    quote(name);
    out.append(':');
    named = true;
    return this;
  }

  /** Writes a string. Half a surrogate pair is escaped, so that UTF-8 keeps it. */
  public JsonWriter value(String value) {
    place("a string");
    quote(value);
    return this;
  }

  /**
   * Writes a whole number from -2^53 to 2^53. A reader that knows only doubles would see another
   * number beyond.
   */
  public JsonWriter value(long value) {
    check(value >= -JsonReader.MAX_WHOLE && value <= JsonReader.MAX_WHOLE, "a number beyond 2^53");
    place("a number");
    digits(value);
    return this;
  }

  /**
   * Writes the digits of a number in two halves, as ints. On JavaScript a long is a BigInt:
   * dividing the few longs of a manifest made a tenth of all the garbage of a small put (measured).
   */
  private void digits(long value) {
    double size = Math.abs((double) value);
    int high = (int) (size / BILLION);
    String low = Integer.toString((int) (size - (double) high * BILLION));
    if (value < 0) {
      out.append('-');
    }
    if (high > 0) {
      out.append(high);
      for (int i = low.length(); i < 9; i++) {
        out.append('0');
      }
    }
    out.append(low);
  }

  public JsonWriter value(boolean value) {
    return raw(value ? "true" : "false");
  }

  public JsonWriter nullValue() {
    return raw("null");
  }

  /**
   * Writes a value that is already JSON, as {@link JsonReader#raw} returns it. The writer does not
   * check the value.
   */
  public JsonWriter raw(String json) {
    place("a value");
    out.append(json);
    return this;
  }

  /** Returns the whole document. */
  public String text() {
    check(depth == 0 && out.length() > 0, "the end");
    return out.toString();
  }

  private JsonWriter begin(char open, char close) {
    check(depth < closers.length, "another level");
    place("a value");
    closers[depth++] = close;
    out.append(open);
    first = true;
    return this;
  }

  private JsonWriter end(char close) {
    check(closer() == close && !named, "an end");
    depth--;
    out.append(close);
    first = false;
    return this;
  }

  private char closer() {
    return depth == 0 ? 0 : closers[depth - 1];
  }

  private void place(String what) {
    if (named) {
      named = false;
      return;
    }
    check(depth == 0 ? out.length() == 0 : closer() == ']', what);
    separate();
  }

  private void separate() {
    if (!first) {
      out.append(',');
    }
    first = false;
  }

  private static void check(boolean allowed, String what) {
    if (!allowed) {
      throw new IllegalStateException("JSON cannot have " + what + " here.");
    }
  }

  private void quote(String text) {
    out.append('"');
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (needsEscape(text, i)) {
        out.append(text, start, i);
        escape(text.charAt(i));
        start = i + 1;
      }
    }
    out.append(text, start, text.length()).append('"');
  }

  /**
   * Returns whether a character needs an escape. JSON itself requires it for quote, backslash and
   * control characters. The line separators end a line inside older JavaScript, and half a
   * surrogate pair does not survive UTF-8.
   */
  private static boolean needsEscape(String text, int i) {
    char c = text.charAt(i);
    if (c >= ' ' && c < 0x7f) {
      return c == '"' || c == '\\';
    }
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    if (Character.isLowSurrogate(c)) {
      return i == 0 || !Character.isHighSurrogate(text.charAt(i - 1));
    }
    return c < ' ' || c == '\u2028' || c == '\u2029';
  }

  private void escape(char c) {
    out.append('\\');
    if (c == '"' || c == '\\') {
      out.append(c);
      return;
    }
    out.append('u');
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append("0123456789abcdef".charAt(c >> shift & 15));
    }
  }
}
