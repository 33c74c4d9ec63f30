package dev.granary.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.Consumer;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonWriterTest {
  @Test
  void writesCompactlyAndSeparates() {
    JsonWriter out = new JsonWriter();
    out.beginObject().name("key").value("a/b").name("size").value(-9007199254740992L);
    out.name("ids")
        .beginArray()
        .value(1)
        .beginArray()
        .endArray()
        .beginObject()
        .endObject()
        .endArray();
    out.name("pinned").value(true).name("sha").nullValue().name("extra").raw("1.5e3").endObject();
    assertEquals(
        "{\"key\":\"a/b\",\"size\":-9007199254740992,\"ids\":[1,[],{}],\"pinned\":true,\"sha\":null,\"extra\":1.5e3}",
        out.text());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 9, 999_999_999L, 1_000_000_000L, 1_000_000_001L, 1_099_999_999L})
  void wholeNumbersOfEveryLength(long number) {
    assertEquals(Long.toString(number), new JsonWriter().value(number).text());
    assertEquals(Long.toString(-number), new JsonWriter().value(-number).text());
  }

  @Property
  void wholeNumbersAsJavaWritesThem(
      @ForAll @LongRange(min = -JsonReader.MAX_WHOLE, max = JsonReader.MAX_WHOLE) long number) {
    assertEquals(Long.toString(number), new JsonWriter().value(number).text());
  }

  @Test
  void escapesCharactersThatOtherReadersRefuse() {
    assertEquals(
        "\"\\u0000\\u001f\\\"\\\\/\u007f\\u2028\\u2029\u00e9\"",
        new JsonWriter().value("\0\u001f\"\\/\u007f\u2028\u2029\u00e9").text());
  }

  @Test
  void escapesOnlyLoneSurrogates() {
    assertEquals(
        "\"\ud83d\ude00\\ude00\\ud83d\ud83d\ude00\\ud83d\"",
        new JsonWriter().value("\ud83d\ude00\ude00\ud83d\ud83d\ude00\ud83d").text());
  }

  @ParameterizedTest
  @MethodSource
  void refusesMisuse(Consumer<JsonWriter> calls) {
    assertThrows(IllegalStateException.class, () -> calls.accept(new JsonWriter()));
  }

  static Stream<Consumer<JsonWriter>> refusesMisuse() {
    return Stream.of(
        JsonWriter::text,
        JsonWriter::endArray,
        JsonWriter::endObject,
        out -> out.name("a"),
        out -> out.value(1).value(2),
        out -> out.beginArray().endArray().beginArray(),
        out -> out.beginArray().text(),
        out -> out.beginArray().name("a"),
        out -> out.beginArray().endObject(),
        out -> out.beginObject().endArray(),
        out -> out.beginObject().value("a"),
        out -> out.beginObject().nullValue(),
        out -> out.beginObject().beginObject(),
        out -> out.beginObject().name("a").name("b"),
        out -> out.beginObject().name("a").endObject(),
        out -> out.beginObject().name("a").value(true).value(false),
        out -> out.value(9007199254740993L),
        out -> out.value(Long.MIN_VALUE),
        out -> {
          for (int level = 0; level <= 64; level++) {
            out.beginArray();
          }
        });
  }
}
