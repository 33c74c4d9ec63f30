package dev.granary.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer's headers say what part it brings, and nothing else is believed. */
final class PartTest {
  private static final Http.Request ALL = Http.Request.of("https://example.org/a");

  private static Http.Answer answer(int status, String... headers) {
    Map<String, String> told = new HashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      told.put(headers[i], headers[i + 1]);
    }
    return new Http.Answer(status, told::get, (into, offset, length) -> -1);
  }

  private static Part part(Http.Request asked, String range) {
    return Part.of(answer(206, "content-range", range), asked);
  }

  private static void isAnother(Http.Request asked, String range) {
    GranaryException failure =
        assertThrows(GranaryException.class, () -> part(asked, range), range);
    assertEquals(Code.NETWORK, failure.code());
  }

  @Test
  void allOfItIsAsLongAsToldUnlessItIsCompressed() {
    assertEquals(new Part(0, 9, 9, false), Part.of(answer(200, "content-length", "9"), ALL));
    assertEquals(new Part(0, -1, -1, false), Part.of(answer(200), ALL));
    for (String encoding : new String[] {"gzip", "br", "zstd"}) {
      Http.Answer compressed = answer(200, "content-length", "9", "content-encoding", encoding);
      assertEquals(new Part(0, -1, -1, false), Part.of(compressed, ALL));
    }
    Http.Answer asItIs = answer(200, "content-length", "9", "content-encoding", "identity");
    assertEquals(9, Part.of(asItIs, ALL).end());
  }

  @Test
  void allOfItIsNoPartEvenWhenOneWasAskedFor() {
    Http.Answer whole = answer(200, "content-length", "9", "content-range", "bytes 4-8/9");
    assertEquals(new Part(0, 9, 9, false), Part.of(whole, ALL.range(4, 8)));
  }

  @Test
  void aPartThatMayNotBeSeenIsWhatWasAskedFor() {
    Http.Answer rest = answer(206, "content-length", "5");
    // A server may send less than all the rest.
    assertEquals(new Part(4, 9, -1, true), Part.of(rest, ALL.range(4, Http.Request.REST)));
    assertEquals(new Part(4, 9, -1, true), Part.of(rest, ALL.range(4, 9)));
    assertEquals(new Part(4, 6, -1, true), Part.of(answer(206), ALL.range(4, 6)));
    assertEquals(new Part(4, -1, -1, true), Part.of(answer(206), ALL.range(4, Http.Request.REST)));
  }

  @Property
  void whatIsWrittenIsRead(
      @ForAll @LongRange(max = 1L << 45) long from,
      @ForAll @LongRange(min = 1, max = 1L << 40) long length,
      @ForAll @LongRange(max = 1L << 40) long behind) {
    long end = from + length;
    long size = end + behind;
    String range = "bytes " + from + "-" + (end - 1) + "/" + size;
    Part read = new Part(from, end, size, true);
    assertEquals(read, part(ALL.range(from, end), range));
    assertEquals(read, part(ALL.range(from, Http.Request.REST), range));
    // A server may send less.
    assertEquals(read, part(ALL.range(from, end + 1), range));
    assertEquals(
        new Part(from, end, -1, true),
        part(ALL.range(from, end), "bytes " + from + "-" + (end - 1) + "/*"));
    isAnother(ALL.range(from + 1, end + 1), range);
    if (length > 1) {
      isAnother(ALL.range(from, end - 1), range);
    }
    assertEquals(size, Part.size(answer(416, "content-range", "bytes */" + size)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes 5-3/9",
        "bytes 4-9/9",
        "bytes 4-",
        "bytes 4/9",
        "bytes -4/9",
        "bytes 4-x/9",
        "items 4-8/9",
        "4-8/9",
        "bytes */9",
        "bytes 0-8/9",
        "bytes 4-99999999999999999999/9",
        ""
      })
  void whatMakesNoSenseIsNotBelieved(String range) {
    isAnother(ALL.range(4, Http.Request.REST), range);
  }

  @Property
  void nothingThatAServerSaysDoesHarm(@ForAll @StringLength(max = 40) String range) {
    Http.Request asked = ALL.range(4, 9);
    try {
      Part part = part(asked, range);
      assertEquals(4, part.start());
    } catch (GranaryException failure) {
      assertEquals(Code.NETWORK, failure.code());
    }
    Part.size(answer(416, "content-range", range));
    Part.of(answer(200, "content-length", range), ALL);
    RetryAfter.milliseconds(range, 0);
  }
}
