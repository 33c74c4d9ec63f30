package dev.granary.download;

import static dev.granary.download.Bench.CONTENT;
import static dev.granary.download.Bench.fails;
import static dev.granary.download.ScriptedServer.changed;
import static dev.granary.download.ScriptedServer.drop;
import static dev.granary.download.ScriptedServer.noLine;
import static dev.granary.download.ScriptedServer.status;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileSpec;
import dev.granary.http.Http;
import dev.granary.store.Table;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests that a stored file is replaced only after the server has said that the file changed. */
final class RevalidateTest {
  private static final String DATE = "Wed, 21 Oct 2015 07:28:00 GMT";

  private final Bench bench = new Bench();

  @BeforeEach
  void stored() {
    bench.fetch();
    reset();
  }

  private void reset() {
    bench.server.asked.clear();
    bench.server.sentHeaders.clear();
    bench.server.sent = 0;
  }

  private static Download again(FileSpec spec, int retries) {
    return new Download("k", ScriptedServer.URL, spec, List.of(), retries, true);
  }

  private String revalidated() {
    return bench.fetch(again(FileSpec.ANY, 3));
  }

  private long stamp() {
    return bench.disk.row(Table.FILES, "k").stamp();
  }

  @Test
  void anUnchangedFileIsNotTouched() {
    long stamp = stamp();
    assertEquals(CONTENT, revalidated());
    assertEquals(List.of("all"), bench.server.asked);
    assertEquals(List.of("If-None-Match: \"1\""), bench.server.sentHeaders);
    assertEquals(0, bench.server.sent);
    assertEquals(stamp, stamp());
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void theConditionIsADateWhereThereIsNoTag() {
    bench.files.delete("k");
    bench.server.etag = null;
    bench.server.lastModified = DATE;
    bench.fetch();
    reset();
    assertEquals(CONTENT, revalidated());
    assertEquals(List.of("If-Modified-Since: " + DATE), bench.server.sentHeaders);
    assertEquals(0, bench.server.sent);
  }

  /** A server of another origin must allow the header, and few servers do. */
  @Test
  void whereTheConditionIsNotAllowedTheAnswersAreCompared() {
    long stamp = stamp();
    bench.server.then(noLine(), (server, asked) -> server.whole());
    assertEquals(CONTENT, revalidated());
    assertEquals(List.of("If-None-Match: \"1\""), bench.server.sentHeaders);
    assertEquals(List.of("all", "all"), bench.server.asked);
    assertEquals(0, bench.server.sent);
    assertEquals(stamp, stamp());
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void answersOfAServerWithoutConditionsAreComparedToo() {
    bench.server.then((server, asked) -> server.whole());
    assertEquals(CONTENT, revalidated());
    assertEquals(0, bench.server.sent);
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void aChangedFileIsReplacedAndTheOldOneReadableUntilThen() {
    bench.server.then(changed("11112222333344", "\"2\""));
    bench.server.meanwhile = () -> assertEquals(CONTENT, bench.read());
    assertEquals("11112222333344", revalidated());
    assertEquals("11112222333344", bench.read());
    assertEquals(List.of("all"), bench.server.asked);
    assertEquals(14, bench.server.sent);
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void aFailureKeepsTheOldFileAndTheDownloadContinuesLater() {
    bench.server.content = "11112222333344";
    bench.server.etag = "\"2\"";
    bench.server.asked.clear();
    bench.server.then(drop(9));
    fails(Code.NETWORK, () -> bench.fetch(again(FileSpec.ANY, 0)));
    assertEquals(CONTENT, bench.read());
    assertEquals(8, bench.journal().watermark());
    bench.dieAndReconnect("second");
    bench.server.sent = 0;

    // The stored file is given; the new one has not come yet.
    assertEquals(CONTENT, bench.fetch());
    assertEquals("11112222333344", bench.fetch(again(FileSpec.ANY, 0)));
    assertEquals(List.of("all", "all", "8-"), bench.server.asked);
    assertEquals(6, bench.server.sent);
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void resumeContinuesTheNewFileAlthoughAnOldOneIsStored() {
    bench.server.content = "11112222333344";
    bench.server.etag = "\"2\"";
    bench.server.then(drop(9));
    fails(Code.NETWORK, () -> bench.fetch(again(FileSpec.ANY, 0)));
    reset();
    assertEquals("11112222333344", bench.resume());
    assertEquals(List.of("8-"), bench.server.asked);
  }

  @Test
  void resumeBringsTheNewFileEvenWhenItBeginsAnew() {
    bench.server.content = "11112222333344";
    bench.server.etag = "\"2\"";
    bench.server.then(drop(9));
    fails(Code.NETWORK, () -> bench.fetch(again(FileSpec.ANY, 0)));
    reset();
    bench.server.then(changed("55556666777788", "\"3\""));
    assertEquals("55556666777788", bench.resume());
    assertEquals(List.of("8-", "all"), bench.server.asked);
  }

  @Test
  void aRefusalIsReportedAndTheFileStays() {
    bench.server.then(status(404), status(404));
    fails(Code.HTTP, this::revalidated);
    bench.server.then(noLine(), noLine());
    fails(Code.NETWORK, () -> bench.fetch(again(FileSpec.ANY, 0)));
    assertEquals(CONTENT, bench.read());
  }

  @Test
  void aRefusalThatPassesIsWaitedOut() {
    bench.server.then(status(503), status(503), noLine());
    assertEquals(CONTENT, revalidated());
    assertEquals(4, bench.server.asked.size());
  }

  @Test
  void aFileWithAPromisedDigestIsNotAskedFor() {
    assertEquals(CONTENT, bench.fetch(again(Bench.digest(CONTENT), 0)));
    assertEquals(List.of(), bench.server.asked);
  }

  @Test
  void aMissingFileIsDownloaded() {
    bench.files.delete("k");
    assertEquals(CONTENT, revalidated());
    assertEquals(List.of("all"), bench.server.asked);
    assertEquals(List.of(), bench.server.sentHeaders);
  }

  @Test
  void aFileFromAnotherUrlIsReplaced() {
    Download anotherUrl =
        new Download("k", "https://example.org/b", FileSpec.ANY, List.of(), 0, true);
    bench.server.content = "another";
    assertEquals("another", bench.fetch(anotherUrl));
    assertEquals(List.<Http.Header>of(), bench.server.sentHeaders);
  }
}
