package dev.granary.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seconds and dates are understood; any other header counts as missing. */
final class RetryAfterTest {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

  @Property
  void aDateIsTheMomentThatItNames(@ForAll @LongRange(max = 253_402_300_799L) long second) {
    String date = FORM.format(Instant.ofEpochSecond(second).atOffset(ZoneOffset.UTC));
    assertEquals(second * 1000, RetryAfter.milliseconds(date, 0));
  }

  @Test
  void aDateThatHasPassedIsNow() {
    assertEquals(0, RetryAfter.milliseconds("Sun, 06 Nov 1994 08:49:37 GMT", 1_800_000_000_000L));
  }

  @Test
  void secondsAreSeconds() {
    assertEquals(0, RetryAfter.milliseconds("0", 5));
    assertEquals(120_000, RetryAfter.milliseconds(" 120 ", 5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-1",
        "soon",
        "1.5",
        "9999999999999999",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Sun, 06 anF 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:3x GMT",
        "Sun, 06 Nov 1994 08:49:37 CET"
      })
  void nothingElseIsUnderstood(String header) {
    assertTrue(RetryAfter.milliseconds(header, 0) < 0);
    assertTrue(RetryAfter.milliseconds(null, 0) < 0);
  }
}
