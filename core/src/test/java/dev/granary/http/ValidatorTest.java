package dev.granary.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two answers are of the same content only if a server says so. */
final class ValidatorTest {
  private static final String DATE = "Wed, 21 Oct 2015 07:28:00 GMT";

  private static Http.Answer answer(String etag, String lastModified) {
    Map<String, String> headers = new HashMap<>();
    headers.put("etag", etag);
    headers.put("last-modified", lastModified);
    return new Http.Answer(200, headers::get, (into, offset, length) -> -1);
  }

  @Test
  void aStrongTagIsKeptElseTheDateElseNothing() {
    assertEquals("\"1\"", Validator.of(answer("\"1\"", DATE)));
    assertEquals("W/\"1\" " + DATE, Validator.of(answer("W/\"1\"", DATE)));
    assertEquals(DATE, Validator.of(answer(null, DATE)));
    assertEquals(null, Validator.of(answer("W/\"1\"", null)));
    assertEquals(null, Validator.of(answer("no tag", null)));
    assertEquals(null, Validator.of(answer(null, null)));
  }

  /**
   * The stored validator, the headers, whether they prove the same content, and whether they deny
   * it.
   */
  @ParameterizedTest
  @CsvSource({
    "'\"1\"',   '\"1\"',   true,  false",
    "'\"1\"',   '\"2\"',   false, true",
    "'\"1\"',   'W/\"1\"', false, false",
    "'\"1\"',   'W/\"2\"', false, true",
    "'\"1\"',   ,          false, false",
    "'W/\"1\"', '\"1\"',   false, false",
    ",          '\"1\"',   false, false"
  })
  void tagsAreCompared(String kept, String shown, boolean proves, boolean denies) {
    Http.Answer answer = answer(shown, DATE);
    assertEquals(proves, Validator.proves(kept, answer));
    assertEquals(denies, Validator.denies(kept, answer));
  }

  @Test
  void aDateIsComparedWithADate() {
    assertEquals(true, Validator.proves(DATE, answer("\"new\"", DATE)));
    assertEquals(false, Validator.proves(DATE, answer("\"1\"", null)));
    assertEquals(true, Validator.denies(DATE, answer("\"1\"", DATE.replace("28", "29"))));
  }

  /** A date is exact to the second only: a change within one second shows in the tag. */
  @ParameterizedTest
  @CsvSource({
    "'W/\"1\"', true,  false",
    "'\"1\"',   true,  false",
    "'W/\"2\"', false, true",
    "'\"2\"',   false, true",
    ",          true,  false"
  })
  void aWeakTagBesideADateDenies(String shown, boolean proves, boolean denies) {
    String kept = "W/\"1\" " + DATE;
    assertEquals(proves, Validator.proves(kept, answer(shown, DATE)));
    assertEquals(denies, Validator.denies(kept, answer(shown, DATE)));
    String later = DATE.replace("28", "29");
    assertEquals(false, Validator.proves(kept, answer(shown, later)));
    assertEquals(true, Validator.denies(kept, answer(shown, later)));
    assertEquals(false, Validator.proves(kept, answer(shown, null)));
  }

  @Test
  void aServerIsAskedForWhatIsNotTheSame() {
    assertEquals(new Http.Header("If-None-Match", "\"1\""), Validator.unlessSame("\"1\""));
    assertEquals(new Http.Header("If-None-Match", "W/\"1\""), Validator.unlessSame("W/\"1\""));
    assertEquals(
        new Http.Header("If-None-Match", "W/\"1\""), Validator.unlessSame("W/\"1\" " + DATE));
    assertEquals(new Http.Header("If-Modified-Since", DATE), Validator.unlessSame(DATE));
  }
}
