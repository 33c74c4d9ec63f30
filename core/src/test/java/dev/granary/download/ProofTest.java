package dev.granary.download;

import static dev.granary.download.Bench.CONTENT;
import static dev.granary.download.Bench.fails;
import static dev.granary.download.ScriptedServer.changed;
import static dev.granary.download.ScriptedServer.drop;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileSpec;
import dev.granary.http.Http;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests that an answer ends a file, or joins another answer, only when the server proves it. */
final class ProofTest {
  private static final FileSpec DIGEST = Bench.digest(CONTENT);
  private static final String DATE = "Wed, 21 Oct 2015 07:28:00 GMT";

  private final Bench bench = new Bench();

  /** The file shrinks, and the page may see neither its size nor its tag. */
  @Test
  void a416InTheMiddleIsNotTheEnd() {
    bench.server.exposes = false;
    bench.server.lastModified = DATE;
    bench.server.then(drop(9), changed("short", "\"2\""));
    assertEquals("short", bench.fetch());
  }

  /** The server refuses only the range. */
  @Test
  void a416WithoutASizeInTheMiddleIsNotTheEnd() {
    bench.server.then(drop(9), ScriptedServer.status(416));
    assertEquals(CONTENT, bench.fetch());
  }

  /** The stored part happens to be as long as the other file. */
  @Test
  void a416OfAnotherFileIsNotTheEnd() {
    bench.server.then(drop(9), changed("123456789", "\"2\""));
    assertEquals("123456789", bench.fetch());
  }

  @Test
  void a416OfAnotherFileIsNotTheEndOfAContinuedDownload() {
    bench.server.then(drop(9));
    Download once = new Download("k", ScriptedServer.URL, FileSpec.ANY, List.of(), 0, false);
    fails(Code.NETWORK, () -> bench.fetch(once));
    bench.dieAndReconnect("second");
    bench.server.content = "12345678";
    bench.server.etag = "\"2\"";
    assertEquals("12345678", bench.fetch());
  }

  @Test
  void aPartOfTheRestIsNotTheRest() {
    bench.server.then(
        drop(9),
        (server, asked) ->
            new Http.Answer(
                206,
                Map.of("content-range", "bytes 9-10/*", "etag", "\"1\"", "content-length", "2")
                    ::get,
                server.body("cc", -1, null)));
    assertEquals(CONTENT, bench.fetch());
  }

  @Test
  void emptyPartsAreNotAskedForForEver() {
    bench.span = 6;
    for (int i = 0; i < 5000; i++) {
      bench.server.then(
          (server, asked) ->
              new Http.Answer(
                  206,
                  Map.of("content-length", "0", "last-modified", DATE)::get,
                  server.body("", -1, null)));
    }
    fails(Code.NETWORK, () -> bench.fetch(Bench.sized(14)));
    assertEquals(4, bench.server.asked.size());
    assertEquals(3, bench.waits.size());
  }

  /** The URL is signed anew each time; the digest names the content. */
  @Test
  void aDownloadWithADigestContinuesFromAnotherUrl() {
    bench.server.then(drop(9));
    Download one = new Download("k", ScriptedServer.URL + "?sig=1", DIGEST, List.of(), 0, false);
    fails(Code.NETWORK, () -> bench.fetch(one));
    bench.dieAndReconnect("second");
    bench.server.asked.clear();
    Download two = new Download("k", ScriptedServer.URL + "?sig=2", DIGEST, List.of(), 0, false);
    assertEquals(CONTENT, bench.fetch(two));
    assertEquals(two.url(), bench.files.find("k").origin().url());
    assertEquals(List.of("8-"), bench.server.asked);
  }

  /** A caller without a digest continues a download that was begun with one. */
  @Test
  void aDigestThatTheJournalKnowsIsEnough() {
    bench.server.etag = null;
    bench.server.then(drop(9));
    Download once = new Download("k", ScriptedServer.URL, DIGEST, List.of(), 0, false);
    fails(Code.NETWORK, () -> bench.fetch(once));
    bench.server.asked.clear();
    assertEquals(CONTENT, bench.fetch(FileSpec.ANY));
    assertEquals(List.of("8-"), bench.server.asked);
  }

  /** A caller that did not promise the digest is not bound to the digest. */
  @Test
  void aWrongDigestOfAnotherCallerIsNoReasonToFail() {
    bench.server.then(drop(9));
    FileSpec wrong = Bench.digest("something else");
    Download once = new Download("k", ScriptedServer.URL, wrong, List.of(), 0, false);
    fails(Code.NETWORK, () -> bench.fetch(once));
    bench.server.asked.clear();
    assertEquals(CONTENT, bench.fetch());
    assertEquals(List.of("8-", "all"), bench.server.asked);
  }

  @Test
  void anotherUrlWithoutTheDigestIsAnotherFile() {
    bench.server.then(drop(9));
    Download one = new Download("k", ScriptedServer.URL + "?sig=1", DIGEST, List.of(), 0, false);
    fails(Code.NETWORK, () -> bench.fetch(one));
    bench.server.asked.clear();
    assertEquals(CONTENT, bench.fetch());
    assertEquals(List.of("all"), bench.server.asked);
  }

  private static ScriptedServer.Fault compressed(int after) {
    return (server, asked) ->
        new Http.Answer(
            200,
            Map.of("content-length", "5", "etag", "\"1\"")::get,
            server.body(CONTENT, after, ScriptedServer.lost()));
  }

  @Test
  void theLengthOfCompressedBytesIsNotTheSize() {
    bench.server.then(compressed(9));
    assertEquals(CONTENT, bench.fetch(DIGEST));
    assertEquals(List.of("all", "9-"), bench.server.asked);
  }

  @Test
  void theLengthOfCompressedBytesIsNotTheSizeOfAContinuedDownload() {
    bench.server.then(compressed(9));
    Download once = new Download("k", ScriptedServer.URL, DIGEST, List.of(), 0, false);
    fails(Code.NETWORK, () -> bench.fetch(once));
    bench.dieAndReconnect("second");
    bench.server.asked.clear();
    assertEquals(CONTENT, bench.fetch(DIGEST));
    assertEquals(List.of("8-"), bench.server.asked);
  }

  /**
   * The length is not the size where a strong tag proves the content; a date alone would not prove
   * it.
   */
  @Test
  void aTagProvesMoreThanALength() {
    bench.server.then(compressed(9));
    assertEquals(CONTENT, bench.fetch());
    assertEquals(List.of("all", "9-"), bench.server.asked);
  }

  /** Within one second the file has become as short as the stored part. */
  @Test
  void aDateDoesNotProveWhereAFileEnds() {
    bench.server.etag = null;
    bench.server.lastModified = DATE;
    bench.server.then(drop(9), changed("123456789", null));
    assertEquals("123456789", bench.fetch());
  }

  /** The server that sent compressed bytes tells the size at last. */
  @Test
  void aTagProvesWhereAFileEnds() {
    bench.server.sized = false;
    bench.server.then(drop(14));
    assertEquals(CONTENT, bench.fetch());
    assertEquals(List.of("all", "14-"), bench.server.asked);
  }

  /** Some proxies send wrong parts: the stored part is still right. */
  @Test
  void wrongPartsDoNotCostTheStoredBytes() {
    bench.server.then(drop(9));
    for (int i = 0; i < 4; i++) {
      bench.server.then(ScriptedServer.wrongRange(0, 14));
    }
    fails(Code.NETWORK, bench::fetch);
    assertEquals(List.of("all", "9-", "9-", "9-"), bench.server.asked);
    assertEquals(8, bench.journal().watermark());
    bench.server.asked.clear();
    assertEquals(CONTENT, bench.fetch());
    assertEquals(List.of("8-", "8-"), bench.server.asked);
  }

  /** The compressed answer was longer than the file, and the page may not see its headers. */
  @Test
  void nothingMoreAfterAnAnswerThatEndedIsTheEnd() {
    bench.server.exposes = false;
    bench.server.lastModified = DATE;
    bench.server.then(
        (server, asked) ->
            new Http.Answer(
                200,
                Map.of("content-length", "50", "last-modified", DATE)::get,
                server.body(CONTENT, -1, null)),
        (server, asked) ->
            new Http.Answer(416, Map.of("last-modified", DATE)::get, server.body("", -1, null)));
    assertEquals(CONTENT, bench.fetch());
    assertEquals(List.of("all", "14-"), bench.server.asked);
  }

  /** When the size is not known, an answer that broke off has not ended the file. */
  @Test
  void aRefusalAfterAnAnswerThatBrokeOffIsNotTheEnd() {
    bench.server.sized = false;
    bench.server.then(drop(9), ScriptedServer.status(416));
    assertEquals(CONTENT, bench.fetch());
    assertEquals(List.of("all", "9-", "all"), bench.server.asked);
  }

  /** The file changes within one second, and keeps its size. */
  @Test
  void anEtagThatChangesIsSeenBesideTheDate() {
    bench.server.etag = "W/\"1\"";
    bench.server.lastModified = DATE;
    bench.server.then(drop(9), changed("111122223333dd", "W/\"2\""));
    assertEquals("111122223333dd", bench.fetch());
  }
}
