package dev.granary.localhub;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads and writes JSON as maps, lists, strings, numbers, booleans and null. */
public final class Json {
  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  public static String write(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  /**
   * @throws IllegalArgumentException if the text is not JSON
   */
  static Object read(String text) {
    Json reader = new Json(text);
    try {
      Object value = reader.value();
      reader.space();
      if (reader.at < text.length()) {
        throw new IllegalArgumentException("Unexpected text after the value at " + reader.at);
      }
      return value;
    } catch (StringIndexOutOfBoundsException end) {
      throw new IllegalArgumentException("The JSON text ends too early", end);
    }
  }

  private static void write(Object value, StringBuilder out) {
    if (value instanceof Map<?, ?> map) {
      String separator = "{";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.append(separator);
        quote((String) entry.getKey(), out);
        write(entry.getValue(), out.append(':'));
        separator = ",";
      }
      out.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> list) {
      String separator = "[";
      for (Object item : list) {
        write(item, out.append(separator));
        separator = ",";
      }
      out.append(list.isEmpty() ? "[]" : "]");
    } else if (value instanceof String string) {
      quote(string, out);
    } else {
      out.append(value);
    }
  }

  private static void quote(String string, StringBuilder out) {
    out.append('"');
    for (int index = 0; index < string.length(); index++) {
      char c = string.charAt(index);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u00")
            .append(Character.forDigit(c >> 4, 16))
            .append(Character.forDigit(c & 15, 16));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private Object value() {
    space();
    return switch (text.charAt(at)) {
      case '{' -> map();
      case '[' -> list();
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, Object> map() {
    Map<String, Object> map = new LinkedHashMap<>();
    if (opensEmpty('}')) {
      return map;
    }
    do {
      space();
      String name = string();
      expect(':');
      map.put(name, value());
    } while (continues('}'));
    return map;
  }

  private List<Object> list() {
    List<Object> list = new ArrayList<>();
    if (opensEmpty(']')) {
      return list;
    }
    do {
      list.add(value());
    } while (continues(']'));
    return list;
  }

  private String string() {
    expect('"');
    StringBuilder out = new StringBuilder();
    for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
      out.append(c == '\\' ? escaped(text.charAt(at++)) : c);
    }
    return out.toString();
  }

  private char escaped(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> (char) Integer.parseInt(text.substring(at, at += 4), 16);
      default -> c;
    };
  }

  private Number number() {
    int start = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return Double.valueOf(text.substring(start, at));
  }

  private Object word(String word, Object value) {
    if (!text.startsWith(word, at)) {
      throw new IllegalArgumentException("Unexpected character at " + at);
    }
    at += word.length();
    return value;
  }

  private boolean opensEmpty(char end) {
    at++;
    space();
    if (text.charAt(at) != end) {
      return false;
    }
    at++;
    return true;
  }

  private boolean continues(char end) {
    space();
    char c = text.charAt(at++);
    if (c != ',' && c != end) {
      throw new IllegalArgumentException("Unexpected character at " + (at - 1));
    }
    return c == ',';
  }

  private void expect(char c) {
    space();
    if (text.charAt(at) != c) {
      throw new IllegalArgumentException("Expected " + c + " at " + at);
    }
    at++;
  }

  private void space() {
    while (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
  }
}
