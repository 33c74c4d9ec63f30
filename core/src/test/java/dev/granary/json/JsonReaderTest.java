package dev.granary.json;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonReaderTest {
  @Test
  void readsARecord() {
    JsonReader in =
        new JsonReader(
            " { \"key\" : \"a\\/b\" , \"size\":12,\"pinned\":true,\"ids\":[ 1 ,-2],\"sha\":null } ");
    in.beginObject();
    assertEquals("key", in.nextName());
    assertFalse(in.takeNull());
    assertEquals("a/b", in.string());
    assertEquals("size", in.nextName());
    assertEquals(12, in.wholeNumber());
    assertEquals("pinned", in.nextName());
    assertTrue(in.bool());
    assertEquals("ids", in.nextName());
    in.beginArray();
    assertTrue(in.nextElement());
    assertEquals(1, in.wholeNumber());
    assertTrue(in.nextElement());
    assertEquals(-2, in.wholeNumber());
    assertFalse(in.nextElement());
    assertEquals("sha", in.nextName());
    assertTrue(in.takeNull());
    assertNull(in.nextName());
    in.end();
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        7,
        -7,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        4294967296L,
        9007199254740992L,
        -9007199254740992L
      })
  void wholeNumbersAreExact(long number) {
    assertEquals(number, new JsonReader(" " + number).wholeNumber());
    assertEquals(number, (long) new JsonReader(number + " ").whole());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740993", "-9007199254740993", "9007199254741000", "90071992547409920", "1e3",
            "1.0", "0.5",
        "9223372036854775808", "100000000000000000000000000000000000000000000000", "\"1\"", "null",
            "", "-", "[1]",
      })
  void wholeNumbersAreNeverGuessed(String text) {
    assertCorrupt(() -> new JsonReader(text).wholeNumber());
    assertCorrupt(() -> new JsonReader(text).whole());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[1 2]         | ',' or ']'                     | 3",
        "[1,           | a value                        | 3",
        "{\"a\":1;     | ',' or '}'                     | 6",
        "{\"a\" 1}     | ':'                            | 5",
        "{a:1}         | a name                         | 1",
        "\"a           | a closing quote                | 2",
        "[\"\\q\"]     | an escape                      | 3",
        "\"\\u00x0\"   | a hexadecimal digit            | 5",
        "[-]           | a digit                        | 2",
        "[nil]         | null                           | 1",
      })
  void errorsSayWhatWasExpectedWhere(String text, String expected, int offset) {
    GranaryException error = assertCorrupt(() -> new JsonReader(text).skip());
    assertEquals("Bad JSON: expected " + expected + " at offset " + offset, error.getMessage());
    assertEquals(offset, error.details().get("offset"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "\"a\"", "[]", "{}", "true", "null"})
  void aValueOfAnotherKindIsCorrupt(String text) {
    char kind = text.isEmpty() ? ' ' : text.charAt(0);
    assertReads(kind == '{', () -> new JsonReader(text).beginObject());
    assertReads(kind == '[', () -> new JsonReader(text).beginArray());
    assertReads(kind == '"', () -> new JsonReader(text).string());
    assertReads(kind == '1', () -> new JsonReader(text).wholeNumber());
    assertReads(kind == 't', () -> new JsonReader(text).bool());
    assertEquals(kind == 'n', new JsonReader(text).takeNull());
    assertReads(kind == ' ', () -> new JsonReader(text).end());
  }

  @Test
  void depthIsBounded() {
    String deepest = "[".repeat(64) + "]".repeat(64);
    assertEquals(deepest, new JsonReader(deepest).raw());
    assertCorrupt(() -> new JsonReader("[" + deepest + "]").skip());
    assertCorrupt(() -> new JsonReader("[".repeat(100_000)).raw());
    assertCorrupt(() -> new JsonReader("{\"a\":".repeat(100_000)).skip());
    JsonReader stepwise = new JsonReader("[".repeat(100_000));
    assertCorrupt(
        () -> {
          for (; ; ) {
            stepwise.beginArray();
            stepwise.nextElement();
          }
        });
  }

  @Test
  void depthCountsOnlyOpenLevels() {
    String wide = "[" + "[],{},".repeat(1000) + "[]]";
    assertEquals(wide, new JsonReader(wide).raw());
  }

  private static void assertReads(boolean readable, Executable read) {
    if (readable) {
      assertDoesNotThrow(read);
    } else {
      assertCorrupt(read);
    }
  }

  static GranaryException assertCorrupt(Executable read) {
    GranaryException error = assertThrows(GranaryException.class, read);
    assertEquals(Code.CORRUPT, error.code());
    return error;
  }
}
