package dev.granary.vector.filter;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.json.JsonReader;
import dev.granary.vector.filter.Condition.Operator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Decides by an item's metadata whether a search may return the item. A filter is a JSON object.
 * All of its members must hold:
 *
 * <ul>
 *   <li>{@code field: value} asks for a text, number, boolean or null. A field that the item does
 *       not have is null. A field that is a list holds when one of its items does.
 *   <li>{@code field: {gt, gte, lt, lte, in, ne}} compares. Numbers are compared with numbers, and
 *       texts with texts.
 *   <li>{@code and: [filters]}, {@code or: [filters]} and {@code not: filter} combine filters.
 * </ul>
 */
public final class Filter {
  /** The fields that the conditions ask for. */
  private final List<String> fields = new ArrayList<>();

  private final Condition condition;

  private Filter(String json) {
    JsonReader reader = new JsonReader(json);
    condition = filter(reader);
    reader.end();
  }

  /** Reads a filter, or says with {@link Code#INVALID} what is wrong with it. */
  public static Filter parse(String json) {
    try {
      return new Filter(json);
    } catch (GranaryException e) {
      throw e.code() == Code.INVALID ? e : invalid("The filter cannot be read: " + e.getMessage());
    }
  }

  /**
   * Returns whether an item is accepted.
   *
   * @param metadata the item's metadata as JSON, or null. Only an object has fields.
   */
  public boolean accepts(String metadata) {
    FieldValue[] values = new FieldValue[fields.size()];
    Arrays.fill(values, FieldValue.NULL);
    if (metadata != null && metadata.charAt(0) == '{' && values.length > 0) {
      JsonReader reader = new JsonReader(metadata);
      reader.beginObject();
      for (String name; (name = reader.nextName()) != null; ) {
        int field = fields.indexOf(name);
        if (field < 0) {
          reader.skip();
        } else {
          values[field] = FieldValue.of(reader.raw());
        }
      }
    }
    return condition.holds(values);
  }

  private Condition filter(JsonReader reader) {
    List<Condition> all = new ArrayList<>();
    reader.beginObject();
    for (String name; (name = reader.nextName()) != null; ) {
      switch (name) {
        case "and" -> all.add(new Condition.All(filters(reader)));
        case "or" -> all.add(new Condition.Any(filters(reader)));
        case "not" -> all.add(new Condition.Not(filter(reader)));
        default -> compare(name, reader.raw(), all);
      }
    }
    return new Condition.All(all);
  }

  private List<Condition> filters(JsonReader reader) {
    List<Condition> filters = new ArrayList<>();
    reader.beginArray();
    while (reader.nextElement()) {
      filters.add(filter(reader));
    }
    return filters;
  }

  private void compare(String name, String json, List<Condition> all) {
    int field = field(name);
    FieldValue value = FieldValue.of(json);
    switch (value.kind) {
      case OBJECT -> operators(name, field, new JsonReader(json), all);
      case LIST -> throw invalid("The filter compares " + name + " with a list. Use {in: […]}.");
      default -> all.add(new Condition.Comparison(field, Operator.EQUAL, value));
    }
  }

  private static void operators(String name, int field, JsonReader reader, List<Condition> all) {
    int before = all.size();
    reader.beginObject();
    for (String word; (word = reader.nextName()) != null; ) {
      Operator operator = Condition.operator(word);
      if (operator == null) {
        throw invalid("The filter of " + name + " has an unknown operator: " + word + ".");
      }
      FieldValue operand = FieldValue.of(reader.raw());
      boolean list = operand.kind == FieldValue.Kind.LIST;
      if (list != (operator == Operator.IN) || operand.kind == FieldValue.Kind.OBJECT) {
        String expected = operator == Operator.IN ? "a list." : "a text or number.";
        throw invalid("The filter's " + word + " of " + name + " needs " + expected);
      }
      all.add(new Condition.Comparison(field, operator, operand));
    }
    if (all.size() == before) {
      throw invalid("The filter of " + name + " is empty.");
    }
  }

  private int field(String name) {
    int known = fields.indexOf(name);
    if (known >= 0) {
      return known;
    }
    fields.add(name);
    return fields.size() - 1;
  }

  private static GranaryException invalid(String message) {
    return new GranaryException(Code.INVALID, message);
  }
}
