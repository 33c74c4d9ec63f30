package dev.granary.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.catalog.FileManifest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests answers to requests by RFC 9110: conditions first, then the range. */
final class HttpAnswerTest {
  private static final String SHA = "ab".repeat(32);
  private static final String TAG = '"' + SHA + '"';

  private static FileManifest file(long size, String type) {
    return new FileManifest("k", 1, size, type, SHA, List.of(), null, 1, false, null);
  }

  private static HttpAnswer get(long size, String range) {
    return HttpAnswer.of(file(size, "a/b"), "GET", range, null, null);
  }

  private static void assertWhole(HttpAnswer answer, long size) {
    assertEquals(200, answer.status());
    assertEquals(0, answer.start());
    assertEquals(size, answer.end());
    assertEquals(Long.toString(size), answer.headers().get("content-length"));
    assertNull(answer.headers().get("content-range"));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 10, 5_000_000_000L})
  void withoutARangeTheAnswerIsTheWholeFile(long size) {
    HttpAnswer answer = get(size, null);
    assertWhole(answer, size);
    assertTrue(answer.hasBody());
    assertEquals(TAG, answer.headers().get("etag"));
    assertEquals("bytes", answer.headers().get("accept-ranges"));
    assertEquals("a/b", answer.headers().get("content-type"));
  }

  @Test
  void aFileWithoutATypeIsAnOctetStream() {
    HttpAnswer answer = HttpAnswer.of(file(1, ""), "GET", null, null, null);
    assertEquals("application/octet-stream", answer.headers().get("content-type"));
  }

  @ParameterizedTest
  @CsvSource({
    // The range of a file of 10 bytes, where it begins and where it ends.
    "bytes=0-0, 0, 1",
    "bytes=0-9, 0, 10",
    "bytes=3-5, 3, 6",
    "bytes=9-9, 9, 10",
    "bytes=5-, 5, 10",
    "bytes=0-, 0, 10",
    "bytes=5-10, 5, 10",
    "bytes=5-9999999999999999, 5, 10",
    "bytes=-1, 9, 10",
    "bytes=-10, 0, 10",
    "bytes=-11, 0, 10",
    "bytes=-9999999999999999, 0, 10",
    "bytes=007-008, 7, 9",
    "'  bytes=3-5  ', 3, 6",
    "bytes= 3 - 5, 3, 6"
  })
  void oneRangeInsideTheFileIsPartialContent(String range, long start, long end) {
    HttpAnswer answer = get(10, range);
    assertEquals(206, answer.status());
    assertEquals(start, answer.start());
    assertEquals(end, answer.end());
    assertTrue(answer.hasBody());
    assertEquals(Long.toString(end - start), answer.headers().get("content-length"));
    assertEquals("bytes " + start + "-" + (end - 1) + "/10", answer.headers().get("content-range"));
    assertEquals(TAG, answer.headers().get("etag"));
  }

  @Test
  void rangesBeyondFourGigabytesAreExact() {
    HttpAnswer answer = get(6_000_000_000L, "bytes=4294967296-5999999998");
    assertEquals(4_294_967_296L, answer.start());
    assertEquals(5_999_999_999L, answer.end());
    assertEquals("bytes 4294967296-5999999998/6000000000", answer.headers().get("content-range"));
  }

  @ParameterizedTest
  @CsvSource({
    "10, bytes=10-",
    "10, bytes=10-20",
    "10, bytes=9999999999999999-",
    "10, bytes=-0",
    "0, bytes=0-",
    "0, bytes=0-0",
    "0, bytes=-1"
  })
  void aRangeWithoutAByteOfTheFileIsNotSatisfiable(long size, String range) {
    HttpAnswer answer = get(size, range);
    assertEquals(416, answer.status());
    assertFalse(answer.hasBody());
    assertEquals("bytes */" + size, answer.headers().get("content-range"));
    assertNull(answer.headers().get("content-length"));
  }

  /** A server may always ignore a range, and must ignore one that it does not understand. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=5",
        "bytes=5-3",
        "bytes=a-b",
        "bytes=1-b",
        "bytes=--5",
        "bytes=+1-2",
        "bytes=0x1-2",
        "bytes=1.0-2",
        "bytes=0-1,3-4",
        "bytes=0-1, -1",
        "bytes=0-18446744073709551616",
        "bytes=18446744073709551616-",
        "bytes=-18446744073709551616",
        "items=0-1",
        "0-1",
        "bytes=\u0661-\u0662"
      })
  void otherRangesAreIgnored(String range) {
    assertWhole(get(10, range), 10);
  }

  @ParameterizedTest
  @CsvSource({"same, 206", "weak, 200", "other, 200", "date, 200"})
  void ifRangeAppliesTheRangeOnlyToTheSameContent(String condition, int status) {
    Map<String, String> conditions =
        Map.of(
            "same",
            TAG,
            "weak",
            "W/" + TAG,
            "other",
            "\"other\"",
            "date",
            "Sat, 29 Oct 1994 19:43:31 GMT");
    HttpAnswer answer =
        HttpAnswer.of(file(10, ""), "GET", "bytes=2-3", conditions.get(condition), null);
    assertEquals(status, answer.status());
    assertEquals(status == 206 ? 4 : 10, answer.end());
  }

  @Test
  void ifRangeWithoutARangeChangesNothing() {
    assertWhole(HttpAnswer.of(file(10, ""), "GET", null, TAG, null), 10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "W/%s", "*", " %s ", "\"a\", %s", "\"a\",W/%s , \"b\"", ",,%s"})
  void contentThatTheClientHasIsNotSentAgain(String candidates) {
    String known = candidates.replace("%s", TAG);
    for (String method : List.of("GET", "HEAD")) {
      HttpAnswer answer = HttpAnswer.of(file(10, ""), method, "bytes=99-", null, known);
      assertEquals(304, answer.status());
      assertFalse(answer.hasBody());
      assertEquals(TAG, answer.headers().get("etag"));
      assertNull(answer.headers().get("content-length"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"a\"", "W/\"a\", \"b\"", "ab", "w/%s", "%sx", ","})
  void contentThatTheClientLacksIsSent(String candidates) {
    String known = candidates.replace("%s", TAG);
    assertWhole(HttpAnswer.of(file(10, ""), "GET", null, null, known), 10);
  }

  /** A range is defined only for GET. */
  @ParameterizedTest
  @ValueSource(strings = {"", "bytes=0-3", "bytes=99-"})
  void headAnswersWithTheHeadersOfTheWholeFile(String range) {
    HttpAnswer answer = HttpAnswer.of(file(10, "a/b"), "HEAD", range, null, null);
    assertWhole(answer, 10);
    assertFalse(answer.hasBody());
    assertEquals(get(10, null).headers(), answer.headers());
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "get", ""})
  void otherMethodsAreNotAllowed(String method) {
    HttpAnswer answer = HttpAnswer.of(file(10, ""), method, "bytes=0-3", null, "*");
    assertEquals(405, answer.status());
    assertEquals(Map.of("allow", "GET, HEAD"), answer.headers());
    assertFalse(answer.hasBody());
  }
}
