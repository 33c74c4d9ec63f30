package dev.granary.localhub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {
  @Test
  void everyKindOfValueIsRead() {
    Object read =
        Json.read(
            " {\"a\" : [1, -2.5e1, \"x\\n\\u00e9\\\"\", true, false, null], \"b\": {}, \"c\": [ ]} ");
    assertEquals(
        Map.of(
            "a", Arrays.asList(1.0, -25.0, "x\n\u00e9\"", true, false, null),
            "b", Map.of(),
            "c", List.of()),
        read);
  }

  @Test
  void aWrittenValueReadsBackEqual() {
    Object value =
        Map.of("quote\"\\\n\u0001", Arrays.asList("\u00e9", null, true, List.of(), Map.of()));
    assertEquals(value, Json.read(Json.write(value)));
    assertEquals("{\"size\":5000000000}", Json.write(Map.of("size", 5_000_000_000L)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[1",
        "\"a",
        "{\"a\"}",
        "{1:2}",
        "[1 2]",
        "tru",
        "1 1",
        "{\"a\":1,}",
        "-"
      })
  void textThatIsNotJsonIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Json.read(text));
  }
}
