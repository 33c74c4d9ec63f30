package dev.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the header as text: written text is read back, and any other text is recognised. */
final class HeaderTextTest {
  private static final long LARGEST = 9_007_199_254_740_991L;
  private static final String TEXT = sample().encode();

  private static Header sample() {
    Totals totals = new Totals();
    totals.chunkCount(3);
    totals.storedBytes(30);
    totals.garbageBytes(10);
    totals.table(Table.FILES, 2, 25);
    return new Header(17, 5, totals);
  }

  @Property
  void writtenTextIsReadBack(
      @ForAll @LongRange(max = LARGEST) long stamp,
      @ForAll @LongRange(max = LARGEST) long physicalId,
      @ForAll @Size(17) List<@LongRange(max = LARGEST) Long> numbers) {
    Totals totals = new Totals();
    int at = 0;
    for (Table table : Table.values()) {
      if (table.strict()) {
        totals.table(table, numbers.get(at++), numbers.get(at++));
      }
    }
    totals.chunkCount(numbers.get(at++));
    totals.storedBytes(numbers.get(at++));
    totals.garbageBytes(numbers.get(at));
    Header read = Header.decode(new Header(stamp, physicalId, totals).encode());
    assertEquals(stamp, read.lastStamp());
    assertEquals(physicalId, read.lastPhysicalId());
    assertEquals(totals.toString(), read.totals().toString());
  }

  @Test
  void anEmptyStoreHasAHeader() {
    Header read = Header.decode(Header.empty().encode());
    assertEquals(0, read.lastStamp());
    assertEquals(0, read.lastPhysicalId());
    assertEquals(new Totals().toString(), read.totals().toString());
  }

  @Property
  void anyTextIsAHeaderOrAGranaryException(@ForAll String text) {
    failure(text);
  }

  @Test
  void everyTruncatedTextIsCorrupt() {
    for (int length = 0; length < TEXT.length(); length++) {
      assertEquals(Code.CORRUPT, failure(TEXT.substring(0, length)), "cut at " + length);
    }
  }

  /** A digit may change to another digit; every other change is noticed. */
  @Test
  void anyWrongCharacterIsNoticedOrHarmless() {
    for (int at = 0; at < TEXT.length(); at++) {
      for (char wrong : "0{}[]\",:x- ".toCharArray()) {
        String damaged = TEXT.substring(0, at) + wrong + TEXT.substring(at + 1);
        Code code = failure(damaged);
        assertTrue(
            code == null || code == Code.CORRUPT || code == Code.VERSION, () -> damaged + code);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"v\":1}",
        "{\"v\":1,\"stamp\":1}",
        "{\"v\":1,\"physicalId\":1}",
        "{\"v\":1,\"stamp\":-1,\"physicalId\":1}",
        "{\"v\":1,\"stamp\":\"1\",\"physicalId\":1}",
        "{\"v\":1,\"stamp\":1.5,\"physicalId\":1}",
        "{\"v\":1,\"stamp\":1,\"physicalId\":1,\"tables\":[]}",
        "{\"v\":1,\"stamp\":1,\"physicalId\":1}x"
      })
  void otherTextIsCorrupt(String text) {
    assertEquals(Code.CORRUPT, failure(text));
  }

  @Test
  void anUnknownVersionIsRefused() {
    String newer = TEXT.replace("\"v\":1", "\"v\":2");
    GranaryException failure = assertThrows(GranaryException.class, () -> Header.decode(newer));
    assertEquals(Code.VERSION, failure.code());
    assertEquals(2L, failure.details().get("found"));
    assertEquals(1, failure.details().get("supported"));
  }

  @Test
  void membersOfALaterVersionAreIgnored() {
    String later =
        TEXT.replace("{\"v\"", "{\"later\":{\"a\":[1,{}]},\"v\"")
            .replace("\"tables\":{", "\"tables\":{\"later\":[1,2,3],")
            .replace("\"files\":[2,25]", "\"files\":[2,25,\"more\"]");
    assertTrue(later.contains("\"files\":[2,25,\"more\"]"), later);
    Header read = Header.decode(later);
    assertEquals(17, read.lastStamp());
    assertEquals(sample().totals().toString(), read.totals().toString());
  }

  /** Returns the code of the failure, or null when there is none. */
  private static Code failure(String text) {
    try {
      Header.decode(text);
      return null;
    } catch (GranaryException failure) {
      return failure.code();
    }
  }
}
