package dev.granary.format;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.json.JsonReader;

/**
 * Reads a JSON object member by member, in steps, so that a long header never is in memory as a
 * whole. A {@link JsonReader} reads each name and each value.
 */
final class JsonMembers {
  private static final int END = -1;

  private final HeaderBytes in;
  private final String field;
  private boolean first;

  /** The scan of a value: how far it came, how deep it is, whether it is inside a string. */
  private int scanned;

  private int depth;
  private boolean quoted;
  private boolean escaped;

  /** Where the value begins that was read last. */
  private double start;

  /**
   * @param field what messages call the whole
   */
  JsonMembers(HeaderBytes in, String field) {
    this.in = in;
    this.field = field;
  }

  /** Enters the object that begins here. */
  void begin() {
    expect('{');
    first = true;
  }

  /** Returns the name of the next member, or null at the end of the object. */
  String next(int longest) {
    int c = token();
    if (c == '}') {
      in.skip(1, field);
      first = false;
      return null;
    }
    if (!first) {
      expect(',');
      c = token();
    }
    if (c != '"') {
      throw in.invalid(field, "a name is expected");
    }
    first = false;
    String name = parsed(text(longest, "name"), JsonReader::string);
    expect(':');
    return name;
  }

  /** Returns the text of the next value, of any kind. The text is not checked yet. */
  String value(int longest) {
    token();
    return text(longest, "value");
  }

  /** Checks that nothing but spaces follows, up to the end. */
  void end() {
    while (in.rest() > 0) {
      if (token() != END) {
        throw in.invalid(field, "text follows the JSON");
      }
    }
  }

  /** Reads the whole text of the last value by a function that never suspends. */
  interface Parser<T> {
    T parse(JsonReader reader);
  }

  /** Parses the text of the last value; what is no such JSON is INVALID. */
  <T> T parsed(String text, Parser<T> parser) {
    JsonReader reader = new JsonReader(text);
    try {
      T result = parser.parse(reader);
      reader.end();
      return result;
    } catch (GranaryException failure) {
      if (failure.code() != Code.CORRUPT) {
        throw failure;
      }
      int inside = (Integer) failure.details().get("offset");
      throw in.invalid(field, failure.getMessage(), start + inside);
    }
  }

  private void expect(char c) {
    if (token() != c) {
      throw in.invalid(field, "'" + c + "' is expected");
    }
    in.skip(1, field);
  }

  /** Goes to the next byte that is no space and returns the byte, or END. */
  private int token() {
    while (in.rest() > 0) {
      in.need(1, field);
      while (in.ready() > 0) {
        int c = in.peek(0);
        if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
          return c;
        }
        in.skip(1, field);
      }
    }
    return END;
  }

  private String text(int longest, String what) {
    start = in.position();
    scanned = 0;
    depth = 0;
    quoted = false;
    escaped = false;
    while (!scan()) {
      if (scanned > longest) {
        throw in.invalid(what, "it is longer than " + longest + " bytes", start);
      }
      in.need(scanned + 1, field);
    }
    if (scanned > longest) {
      throw in.invalid(what, "it is longer than " + longest + " bytes", start);
    }
    String text = in.text(scanned);
    if (text == null) {
      throw in.invalid(what, "it is not UTF-8", start);
    }
    return text;
  }

  /** Scans the bytes that are ready; returns whether the value ends among them. */
  private boolean scan() {
    for (int ready = in.ready(); scanned < ready; scanned++) {
      int c = in.peek(scanned);
      if (quoted) {
        if (escaped) {
          escaped = false;
        } else if (c == '\\') {
          escaped = true;
        } else if (c == '"') {
          quoted = false;
          if (depth == 0) {
            scanned++;
            return true;
          }
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']') {
        if (depth == 0) {
          return true;
        }
        if (--depth == 0) {
          scanned++;
          return true;
        }
      } else if (c == ',' && depth == 0) {
        return true;
      }
    }
    return false;
  }
}
