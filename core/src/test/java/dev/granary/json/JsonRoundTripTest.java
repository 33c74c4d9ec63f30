package dev.granary.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * Tests that the reader reads what the writer wrote. Damaged text is read or refused, and nothing
 * else happens.
 */
final class JsonRoundTripTest {
  @Provide
  Arbitrary<Object> trees() {
    return JsonTree.trees();
  }

  @Provide
  Arbitrary<String> strings() {
    return JsonTree.strings();
  }

  @Property
  void treesAreReadBackEqual(@ForAll("trees") Object tree) {
    assertEquals(tree, JsonTree.read(JsonTree.write(tree)));
  }

  @Property
  void stringsAreReadBackEqual(@ForAll("strings") String string) {
    assertEquals(string, new JsonReader(new JsonWriter().value(string).text()).string());
  }

  @Test
  void everyCharIsReadBackAloneAndInARow() {
    StringBuilder all = new StringBuilder();
    for (int c = 0; c <= 0xffff; c++) {
      String alone = String.valueOf((char) c);
      assertEquals(alone, new JsonReader(new JsonWriter().value(alone).text()).string());
      all.append(alone);
    }
    assertEquals(all.toString(), JsonTree.read(JsonTree.write(all.toString())));
  }

  @Property
  void rawReturnsTheWrittenText(@ForAll("trees") Object tree) {
    String text = JsonTree.write(tree);
    JsonReader in = new JsonReader("{\"before\":1, \"value\" : \n" + text + "\t,\"after\":2}");
    in.beginObject();
    in.nextName();
    in.skip();
    in.nextName();
    assertEquals(text, in.raw());
    assertEquals("after", in.nextName());
  }

  @Property
  void truncationIsRefused(@ForAll("trees") Object tree) {
    String text = "[" + JsonTree.write(tree) + "]";
    for (int length = 0; length < text.length(); length++) {
      String beginning = text.substring(0, length);
      GranaryException refused =
          assertThrows(GranaryException.class, () -> JsonTree.read(beginning));
      assertEquals(Code.CORRUPT, refused.code());
    }
  }

  @Property
  void mutationIsReadOrRefused(
      @ForAll("trees") Object tree, @ForAll @IntRange(min = 0) int where, @ForAll char other) {
    StringBuilder text = new StringBuilder(JsonTree.write(tree));
    int at = where % text.length();
    char original = text.charAt(at);
    for (char c : ("\"\\{}[]:,-+.eEu0ntf \n\0" + other).toCharArray()) {
      text.setCharAt(at, c);
      readOrRefuse(text.toString());
    }
    text.setCharAt(at, original);
    readOrRefuse(text.deleteCharAt(at).toString());
  }

  private static void readOrRefuse(String text) {
    try {
      JsonTree.read(text);
    } catch (GranaryException refused) {
      assertEquals(Code.CORRUPT, refused.code());
    }
  }
}
