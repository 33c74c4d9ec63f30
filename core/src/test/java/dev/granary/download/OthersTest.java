package dev.granary.download;

import static dev.granary.download.Bench.CONTENT;
import static dev.granary.download.Bench.fails;
import static dev.granary.download.ScriptedServer.drop;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.catalog.Origin;
import dev.granary.chunk.ChunkSource;
import dev.granary.file.FileWriter;
import dev.granary.file.WriterElection;
import dev.granary.file.Writers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests how other callers and sessions see, stop, discard and continue a download. */
final class OthersTest {
  private final Bench bench = new Bench();

  /** Runs an action once, while a download runs and some of its bytes are stored. */
  private void once(Runnable action) {
    bench.server.then(drop(9));
    bench.server.meanwhile =
        () -> {
          if (bench.server.asked.size() == 2) {
            action.run();
          }
        };
  }

  private void interrupted() {
    bench.server.then(drop(9));
    Download impatient = new Download("k", ScriptedServer.URL, FileSpec.ANY, List.of(), 0, false);
    fails(Code.NETWORK, () -> bench.fetch(impatient));
    bench.server.asked.clear();
  }

  @Test
  void aRunningDownloadIsListed() {
    once(
        () ->
            assertEquals(
                List.of(new Unfinished("k", ScriptedServer.URL, 8, 14, Bench.began(0), true, true)),
                bench.downloads().unfinished()));
    bench.fetch();
    assertEquals(List.of(), bench.downloads().unfinished());
  }

  @Test
  void allSessionsSeeThatADownloadIsGivenUp() {
    interrupted();
    Unfinished left = bench.downloads().unfinished().get(0);
    assertEquals(8, left.loaded());
    assertFalse(left.active());
    // Another session sees the same, although the writer's session lives.
    assertEquals(Journal.NOBODY, bench.journal().owner());
    bench.connect("another session");
    assertFalse(bench.downloads().unfinished().get(0).active());
  }

  @Test
  void aPutIsNoDownload() {
    new Writers(bench.session).begin("k", FileSpec.ANY, null, false, Cancel.NEVER);
    assertEquals(List.of(), bench.downloads().unfinished());
    assertFalse(bench.downloads().pause("k"));
    assertFalse(bench.downloads().discard("k"));
    GranaryException failure = fails(Code.NOT_FOUND, bench::resume);
    assertTrue(failure.getMessage().contains("the key \"k\""), failure.getMessage());
    assertEquals("first", bench.journal().owner());
  }

  @Test
  void aJournalWithoutAnOriginIsListedButNotResumed() {
    new Writers(bench.session).begin("k", FileSpec.ANY, null, true, Cancel.NEVER);
    assertNull(bench.downloads().unfinished().get(0).url());
    assertEquals(-1, bench.downloads().unfinished().get(0).total());
    assertFalse(bench.downloads().unfinished().get(0).resumable());
    fails(Code.NOT_FOUND, bench::resume);
    assertTrue(bench.downloads().discard("k"));
    assertNull(bench.journal());
  }

  @Test
  void aPausedCallerGetsTheReasonAndItsBytesAreKept() {
    once(() -> assertTrue(bench.downloads().pause("k")));
    GranaryException paused = fails(Code.CONFLICT, bench::fetch);
    assertEquals(Map.of("key", "k", "paused", true), paused.details());
    assertEquals(8, bench.journal().watermark());
    assertFalse(bench.downloads().unfinished().get(0).active());
    assertFalse(bench.downloads().pause("k"));
    bench.server.asked.clear();
    assertEquals(CONTENT, bench.resume());
    assertEquals(List.of("8-"), bench.server.asked);
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void withoutLocksAnyWriterMayTakeOverAPausedDownloadAtOnce() {
    once(() -> assertTrue(bench.downloads().pause("k")));
    fails(Code.CONFLICT, bench::fetch);
    WriterElection byLife =
        WriterElection.byLife(
            bench.session.owners(),
            () -> {
              throw new AssertionError("must not wait");
            });
    assertEquals(
        CONTENT,
        Bench.text(
            bench
                .downloads()
                .fetch(
                    Bench.wanted(FileSpec.ANY),
                    bench.server,
                    byLife,
                    Cancel.NEVER,
                    (loaded, total, speed, done) -> {})));
  }

  @Test
  void nothingRunsSoNothingIsPaused() {
    assertFalse(bench.downloads().pause("k"));
    interrupted();
    assertFalse(bench.downloads().pause("k"));
    bench.fetch();
    assertFalse(bench.downloads().pause("k"));
  }

  @Test
  void aDiscardedCallerGetsTheReasonAndNothingIsLeft() {
    once(() -> assertTrue(bench.downloads().discard("k")));
    GranaryException dropped = fails(Code.CONFLICT, bench::fetch);
    assertEquals(Map.of("key", "k", "discarded", true), dropped.details());
    assertNull(bench.journal());
    assertFalse(bench.downloads().discard("k"));
    bench.assertNothingIsLeftBehind();
  }

  /** The key has an older file all the time. It is not what the discarded download would store. */
  @Test
  void aDiscardedReplacementIsNotBegunAnew() {
    assertEquals(CONTENT, bench.fetch());
    String newer = "new content of k";
    bench.server.content = newer;
    bench.server.etag = "\"2\"";
    bench.server.asked.clear();
    once(() -> assertTrue(bench.downloads().discard("k")));
    GranaryException dropped = fails(Code.CONFLICT, () -> bench.fetch(Bench.digest(newer)));
    assertEquals(Map.of("key", "k", "discarded", true), dropped.details());
    assertEquals(2, bench.server.asked.size());
    assertEquals(CONTENT, bench.read());
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void anUnfinishedDownloadIsDiscarded() {
    interrupted();
    assertTrue(bench.downloads().discard("k"));
    fails(Code.NOT_FOUND, bench::resume);
    assertEquals(CONTENT, bench.fetch());
    assertEquals(List.of("all"), bench.server.asked);
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void aWriterThatIsTakenOverFailsWithConflict() {
    once(() -> new Writers(bench.session).resume("k"));
    GranaryException taken = fails(Code.CONFLICT, bench::fetch);
    assertEquals(Map.of("key", "k"), taken.details());
  }

  @Test
  void aWriterThatIsTakenOverGetsTheFileThatTheOtherFinished() {
    once(() -> assertEquals(CONTENT, bench.resume()));
    assertEquals(CONTENT, bench.fetch());
    assertEquals(List.of("all", "9-", "8-"), bench.server.asked);
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void aWriterThatWaitedGetsTheFileOfTheOther() {
    interrupted();
    WriterElection once =
        writing -> {
          if (bench.read() == null) {
            bench.resume();
            return false;
          }
          return true;
        };
    assertEquals(
        CONTENT,
        Bench.text(
            bench
                .downloads()
                .fetch(
                    Bench.wanted(FileSpec.ANY),
                    bench.server,
                    once,
                    Cancel.NEVER,
                    (loaded, total, speed, done) -> {})));
    assertEquals(List.of("8-"), bench.server.asked);
  }

  @Test
  void anotherUrlIsAnotherFile() {
    interrupted();
    Download elsewhere =
        new Download("k", "https://example.org/b", FileSpec.ANY, List.of(), 0, false);
    assertEquals(CONTENT, bench.fetch(elsewhere));
    assertEquals(List.of("all"), bench.server.asked);
  }

  @Test
  void otherPromisesAreAnotherFile() {
    for (FileSpec spec : List.of(Bench.digest("another"), Bench.sized(7))) {
      bench.server.content = "aaaabbbbccccdd";
      bench.server.then(drop(9));
      FileSpec promised = spec.size() < 0 ? Bench.digest("aaaabbbbccccdd") : Bench.sized(14);
      fails(
          Code.NETWORK,
          () -> bench.fetch(new Download("k", ScriptedServer.URL, promised, List.of(), 0, false)));
      bench.server.asked.clear();
      bench.server.content = "another";
      assertEquals("another", bench.fetch(spec));
      assertEquals(List.of("all"), bench.server.asked);
      bench.files.delete("k");
    }
  }

  @Test
  void theLaterSpecHolds() {
    interrupted();
    FileSpec spec = new FileSpec("", 14, Bench.sha256(CONTENT), true, "{\"a\":1}");
    assertEquals(CONTENT, bench.fetch(spec));
    assertEquals(List.of("8-"), bench.server.asked);
    assertTrue(bench.files.open("k").manifest().pinned());
    assertEquals("{\"a\":1}", bench.files.open("k").manifest().metadata());
    assertEquals("application/octet-stream", bench.files.open("k").manifest().type());
  }

  @Test
  void aJournalOfAnotherKindOfWriterIsContinuedToo() {
    Origin origin = new Origin(ScriptedServer.URL, "\"1\"");
    byte[] bytes = CONTENT.getBytes(StandardCharsets.US_ASCII);
    FileWriter first =
        new Writers(bench.session).begin("k", FileSpec.ANY, origin, true, Cancel.NEVER);
    ChunkSource content = ChunkSource.of(bytes);
    ChunkSource half =
        (index, into) -> {
          if (index == 2) {
            throw new IllegalStateException("gone");
          }
          return content.chunk(index, into);
        };
    try {
      first.write(half, Cancel.NEVER, FileWriter.Progress.NONE);
    } catch (IllegalStateException gone) {
      assertEquals(8, bench.journal().watermark());
    }
    assertEquals(CONTENT, bench.fetch());
    assertEquals(List.of("8-"), bench.server.asked);
  }

  @Test
  void nameAndPasswordAreNotKept() {
    for (String url :
        List.of("https://user:pass@example.org/a", "https://user@example.org", "http://@a?b")) {
      Download secret = new Download("k", url, FileSpec.ANY, List.of(), 0, false);
      assertEquals("k", fails(Code.INVALID, () -> bench.fetch(secret)).details().get("key"));
    }
    for (String url : List.of("https://a.org/x@y", "https://a.org?x@y", "https://a.org#@")) {
      assertEquals(CONTENT, bench.fetch(new Download(url, url, FileSpec.ANY, List.of(), 0, false)));
    }
  }
}
