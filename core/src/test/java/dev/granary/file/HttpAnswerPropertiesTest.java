package dev.granary.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.catalog.FileManifest;
import dev.granary.serve.HttpAnswer;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** Tests that every request gets an answer, and never more bytes than the file has. */
final class HttpAnswerPropertiesTest {
  private static final long LARGEST = 9_007_199_254_740_991L;

  @Provide
  Arbitrary<String> header() {
    Arbitrary<String> likely =
        Arbitraries.strings()
            .withChars("0123456789-, \t=bytesW/*\"")
            .ofMaxLength(40)
            .map(text -> "bytes=" + text);
    return Arbitraries.oneOf(Arbitraries.strings(), likely).injectNull(0.2);
  }

  @Property
  void anyHeadersGetAnAnswerWithinTheFile(
      @ForAll @LongRange(max = LARGEST) long size,
      @ForAll boolean head,
      @ForAll("header") String range,
      @ForAll("header") String ifRange,
      @ForAll("header") String ifNoneMatch) {
    HttpAnswer answer =
        HttpAnswer.of(file(size), head ? "HEAD" : "GET", range, ifRange, ifNoneMatch);
    assertTrue(Set.of(200, 206, 304, 416).contains(answer.status()));
    assertTrue(0 <= answer.start() && answer.start() <= answer.end() && answer.end() <= size);
    if (answer.hasBody()) {
      String length = Long.toString(answer.end() - answer.start());
      assertEquals(length, answer.headers().get("content-length"));
    }
  }

  /** Compares with the definition, computed from numbers instead of text. */
  @Property
  void anyTwoNumbersAreTheRangeBetweenThem(
      @ForAll @LongRange(max = 1000) long size,
      @ForAll @LongRange(max = 1100) long first,
      @ForAll @LongRange(max = 1100) long last) {
    HttpAnswer answer = HttpAnswer.of(file(size), "GET", "bytes=" + first + "-" + last, null, null);
    if (last < first) {
      assertEquals(200, answer.status());
    } else if (first >= size) {
      assertEquals(416, answer.status());
    } else {
      assertEquals(206, answer.status());
      assertEquals(first, answer.start());
      assertEquals(Math.min(last, size - 1), answer.end() - 1);
    }
  }

  @Property
  void aSuffixIsTheLastBytes(
      @ForAll @LongRange(min = 1, max = 1000) long size,
      @ForAll @LongRange(min = 1, max = 1100) long last) {
    HttpAnswer answer = HttpAnswer.of(file(size), "GET", "bytes=-" + last, null, null);
    assertEquals(206, answer.status());
    assertEquals(size, answer.end());
    assertEquals(Math.min(last, size), answer.end() - answer.start());
  }

  private static FileManifest file(long size) {
    return new FileManifest("k", 1, size, "", "ab".repeat(32), List.of(), null, 1, false, null);
  }
}
