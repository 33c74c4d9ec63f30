package dev.granary.download;

import static dev.granary.download.Bench.CONTENT;
import static dev.granary.download.Bench.fails;
import static dev.granary.download.ScriptedServer.drop;
import static dev.granary.download.ScriptedServer.flip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Cancel;
import dev.granary.GranaryException.Code;
import dev.granary.Pending;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.chunk.ByteSource;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.file.WriterElection;
import dev.granary.http.Http;
import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import dev.granary.store.Keys;
import dev.granary.store.Outcome;
import dev.granary.store.Snapshot;
import dev.granary.store.Store;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests that progress reports bytes as they come, not too often, and not after an abort. */
final class ProgressTest {
  private final Bench bench = new Bench();

  /** Makes every read take this many milliseconds. */
  private Http slowly(long milliseconds) {
    return asked -> {
      Http.Answer answer = bench.server.get(asked);
      ByteSource body = answer.body();
      return new Http.Answer(
          answer.status(),
          answer.headers(),
          new ByteSource() {
            @Override
            public int read(ChunkBuffer into, int offset, int length) {
              bench.now += milliseconds;
              return body.read(into, offset, length);
            }

            @Override
            public void close() {
              body.close();
            }
          });
    };
  }

  private List<String> reports(long milliseconds) {
    bench.reports.clear();
    bench
        .downloads()
        .fetch(
            Bench.wanted(FileSpec.ANY),
            slowly(milliseconds),
            WriterElection.AT_ONCE,
            Cancel.NEVER,
            bench::report);
    return bench.reports;
  }

  @Test
  void theBytesAreReportedAsTheyCome() {
    // In pieces of three bytes, of chunks of four.
    assertEquals(
        List.of("0/14", "3/14", "4/14", "7/14", "8/14", "11/14", "12/14", "14/14", "14/14."),
        reports(100));
  }

  /** The most bytes that a killed session loses, with a fast server and a slow disk. */
  @Test
  void atMostOneChunkOfTheReportedBytesIsNotStored() {
    bench.connect("late", new LateStore(bench.disk));
    List<Long> reports = new ArrayList<>();
    for (int milliseconds : new int[] {30, 60, 100, 200}) {
      bench.files.delete("k");
      bench
          .downloads()
          .fetch(
              Bench.wanted(FileSpec.ANY),
              slowly(milliseconds),
              WriterElection.AT_ONCE,
              Cancel.NEVER,
              (loaded, total, speed, done) -> {
                Journal journal = bench.journal();
                long safe = journal == null ? loaded : journal.watermark();
                assertTrue(loaded <= safe + 4, loaded + " reported, " + safe + " stored");
                reports.add(loaded);
              });
    }
    assertTrue(reports.size() > 16, reports.toString());
  }

  /** Stores nothing before a caller joins the commit. */
  private record LateStore(Store store) implements Store {
    @Override
    public Pending<Outcome> begin(Batch batch) {
      return () -> store.commit(batch);
    }

    @Override
    public Snapshot read(Keys keys) {
      return store.read(keys);
    }

    @Override
    public ChunkForm form() {
      return store.form();
    }
  }

  @Test
  void progressIsReportedTenTimesASecondAtMost() {
    assertEquals(List.of("0/14", "4/14", "14/14."), reports(30));
  }

  @Test
  void theStoredBytesAreReportedFirst() {
    bench.server.then(drop(9));
    Download once = new Download("k", ScriptedServer.URL, FileSpec.ANY, List.of(), 0, false);
    fails(Code.NETWORK, () -> bench.fetch(once));
    assertEquals(List.of("8/14", "11/14", "12/14", "14/14", "14/14."), reports(100));
  }

  @Test
  void progressNeverDecreasesUnlessTheDownloadBeginsAnew() {
    bench.server.then(drop(5), drop(5));
    List<String> reports = new ArrayList<>(reports(100));
    assertEquals("0/14", reports.remove(0));
    assertEquals("14/14.", reports.remove(reports.size() - 1));
    long last = 0;
    for (String each : reports) {
      long loaded = Long.parseLong(each.substring(0, each.indexOf('/')));
      assertTrue(loaded > last, reports.toString());
      last = loaded;
    }
    bench.files.delete("k");
    bench.server.then(flip(3));
    bench.reports.clear();
    bench.fetch(Bench.digest(CONTENT));
    assertEquals(List.of("0/14", "0/14", "14/14."), bench.reports);
  }

  @Test
  void aStoredFileIsDoneAtOnce() {
    bench.fetch();
    assertEquals(List.of("14/14."), reports(100));
  }

  @Test
  void aTotalBelowTheLoadedBytesBecomesUnknown() {
    bench.server.then(
        (server, asked) ->
            new Http.Answer(
                200,
                name -> name.equals("content-length") ? "5" : null,
                server.body(CONTENT, -1, null)));
    assertEquals(
        List.of("0/5", "3/5", "4/5", "7/-1", "8/-1", "11/-1", "12/-1", "14/-1", "14/14."),
        reports(100));
  }

  @Test
  void theSpeedIsThatOfTheNetworkWithoutTheStoredBytes() {
    List<Long> speeds = new ArrayList<>();
    bench
        .downloads()
        .fetch(
            Bench.wanted(FileSpec.ANY),
            slowly(1000),
            WriterElection.AT_ONCE,
            Cancel.NEVER,
            (loaded, total, speed, done) -> speeds.add(speed));
    assertEquals(0L, speeds.get(0));
    assertEquals(3L, speeds.get(1));
    for (long speed : speeds) {
      assertTrue(speed <= 3, speeds.toString());
    }
  }

  @Test
  void anAbortEndsTheReportsAndKeepsTheStoredBytes() {
    int[] reads = {0};
    Cancel cancel =
        () -> {
          if (bench.server.sent >= 9 && reads[0]++ >= 0) {
            throw new IllegalStateException("given up");
          }
        };
    assertThrows(
        IllegalStateException.class,
        () ->
            bench
                .downloads()
                .fetch(
                    Bench.wanted(FileSpec.ANY),
                    bench.server,
                    WriterElection.AT_ONCE,
                    cancel,
                    bench::report));
    assertEquals(0, bench.server.open);
    assertEquals(8, bench.journal().watermark());
    bench.server.asked.clear();
    assertEquals(CONTENT, bench.fetch());
    assertEquals(List.of("8-"), bench.server.asked);
  }

  /** In a browser, an aborted stream looks like a stream that has ended. */
  @Test
  void anAbortIsNotTheEndOfTheFile() {
    bench.server.sized = false;
    boolean[] aborted = {false};
    bench.server.then(
        (server, asked) -> {
          aborted[0] = true;
          return server.whole(server.body(CONTENT, 5, null));
        });
    Cancel cancel =
        () -> {
          if (aborted[0] && bench.server.sent == 5) {
            throw new IllegalStateException("aborted");
          }
        };
    assertThrows(
        IllegalStateException.class,
        () ->
            bench
                .downloads()
                .fetch(
                    Bench.wanted(FileSpec.ANY),
                    bench.server,
                    WriterElection.AT_ONCE,
                    cancel,
                    bench::report));
    assertEquals(null, bench.read());
    assertEquals(List.of("all"), bench.server.asked);
  }

  /**
   * A writer that waits for a server, even for long, must not lose its journal to another session.
   */
  @Test
  void aWaitingWriterTouchesItsJournal() {
    bench.server.then(drop(9), ScriptedServer.status(429, "retry-after", "60"));
    long[] touched = {0, 0};
    bench.server.meanwhile =
        () -> {
          if (bench.server.asked.size() == 3) {
            touched[0] = bench.journal().touchedAt();
            touched[1] = bench.now;
          }
        };
    assertEquals(CONTENT, bench.fetch());
    assertEquals(3, bench.waits.stream().filter(wait -> wait == 20_000).count());
    assertTrue(touched[1] - touched[0] < 20_000, touched[1] - touched[0] + " ms");
  }
}
