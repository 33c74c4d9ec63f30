package dev.granary.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Represents any document as a tree of maps, lists, strings, longs, booleans and nulls. */
final class JsonTree {
  private JsonTree() {}

  static String write(Object tree) {
    JsonWriter out = new JsonWriter();
    write(tree, out);
    return out.text();
  }

  private static void write(Object tree, JsonWriter out) {
    if (tree instanceof Map<?, ?> members) {
      out.beginObject();
      members.forEach((name, value) -> write(value, out.name((String) name)));
      out.endObject();
    } else if (tree instanceof List<?> elements) {
      out.beginArray();
      elements.forEach(element -> write(element, out));
      out.endArray();
    } else if (tree instanceof String string) {
      out.value(string);
    } else if (tree instanceof Long number) {
      out.value(number);
    } else if (tree instanceof Boolean bool) {
      out.value(bool);
    } else {
      out.nullValue();
    }
  }

  /**
   * The reader never reports the kind of the next value, so the raw text of each value is inspected
   * first.
   */
  static Object read(String text) {
    JsonReader whole = new JsonReader(text);
    String value = whole.raw();
    whole.end();
    JsonReader in = new JsonReader(value);
    return switch (value.charAt(0)) {
      case '{' -> {
        Map<String, Object> members = new LinkedHashMap<>();
        in.beginObject();
        for (String name; (name = in.nextName()) != null; ) {
          members.put(name, read(in.raw()));
        }
        yield members;
      }
      case '[' -> {
        List<Object> elements = new ArrayList<>();
        in.beginArray();
        while (in.nextElement()) {
          elements.add(read(in.raw()));
        }
        yield elements;
      }
      case '"' -> in.string();
      case 't', 'f' -> in.bool();
      case 'n' -> null;
      default -> in.wholeNumber();
    };
  }

  static Arbitrary<Object> trees() {
    return Arbitraries.recursive(JsonTree::leaves, JsonTree::branches, 0, 3);
  }

  private static Arbitrary<Object> leaves() {
    return Arbitraries.<Object>oneOf(
            strings().asGeneric(),
            Arbitraries.longs().between(-JsonReader.MAX_WHOLE, JsonReader.MAX_WHOLE).asGeneric(),
            Arbitraries.of(true, false).asGeneric())
        .injectNull(0.1);
  }

  private static Arbitrary<Object> branches(Arbitrary<Object> values) {
    return Arbitraries.oneOf(
        values,
        values.list().ofMaxSize(4).asGeneric(),
        Arbitraries.maps(strings(), values).ofMaxSize(4).asGeneric());
  }

  static Arbitrary<String> strings() {
    return Arbitraries.oneOf(
        Arbitraries.strings().withCharRange('\0', '\uffff').ofMaxLength(20),
        Arbitraries.strings().ascii().ofMaxLength(20));
  }
}
