package dev.granary.vector.filter;

import dev.granary.json.JsonReader;
import java.util.ArrayList;
import java.util.List;

/** The value of one field, or of an operand. */
final class FieldValue {
  /** What a value is. Objects equal nothing and are not compared. */
  enum Kind {
    NULL,
    BOOLEAN,
    NUMBER,
    TEXT,
    LIST,
    OBJECT
  }

  /** The value of a field that an item does not have. */
  static final FieldValue NULL = new FieldValue(Kind.NULL, 0, "", List.of());

  final Kind kind;

  /** The value of a number. True is 1. */
  private final double number;

  private final String text;
  final List<FieldValue> items;

  private FieldValue(Kind kind, double number, String text, List<FieldValue> items) {
    this.kind = kind;
    this.number = number;
    this.text = text;
    this.items = items;
  }

  /** Returns the value of a JSON text without spaces around it. */
  static FieldValue of(String json) {
    return switch (json.charAt(0)) {
      case 'n' -> NULL;
      case 't' -> new FieldValue(Kind.BOOLEAN, 1, "", List.of());
      case 'f' -> new FieldValue(Kind.BOOLEAN, 0, "", List.of());
      case '"' -> new FieldValue(Kind.TEXT, 0, new JsonReader(json).string(), List.of());
      case '{' -> new FieldValue(Kind.OBJECT, 0, "", List.of());
      case '[' -> new FieldValue(Kind.LIST, 0, "", items(json));
      default -> new FieldValue(Kind.NUMBER, Decimal.of(json), "", List.of());
    };
  }

  private static List<FieldValue> items(String json) {
    List<FieldValue> items = new ArrayList<>();
    JsonReader reader = new JsonReader(json);
    reader.beginArray();
    while (reader.nextElement()) {
      items.add(of(reader.raw()));
    }
    return items;
  }

  boolean equalTo(FieldValue other) {
    return kind == other.kind
        && switch (kind) {
          case NULL -> true;
          case BOOLEAN, NUMBER -> number == other.number;
          case TEXT -> text.equals(other.text);
          case LIST, OBJECT -> false;
        };
  }

  /** Returns whether two values have an order: two numbers, or two texts. */
  boolean comparableTo(FieldValue other) {
    return kind == other.kind && (kind == Kind.NUMBER || kind == Kind.TEXT);
  }

  /** Compares numbers by value, and texts by their UTF-16 units. */
  int compare(FieldValue other) {
    return kind == Kind.NUMBER ? Double.compare(number, other.number) : text.compareTo(other.text);
  }
}
