package dev.granary.download;

import static dev.granary.download.Bench.CONTENT;
import static dev.granary.download.ScriptedServer.drop;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.chunk.ChunkSource;
import dev.granary.store.FaultyStore.Death;
import dev.granary.store.FaultyStore.Fault;
import dev.granary.store.Step;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Makes each commit of a download fail, find no room, or die. The stored file is then the old file
 * or the new file, and the next download brings the rest and at most one chunk again.
 */
final class DownloadFaultPointTest {
  private static final String OLD = "the old one";

  private final Bench bench = new Bench();

  static Stream<Arguments> everyFaultAtEveryCommit() {
    List<Arguments> all = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      all.add(Arguments.of(Step.FILE_BEGIN, 1, fault));
      for (int nth = 1; nth <= 4; nth++) {
        all.add(Arguments.of(Step.FILE_CHUNK, nth, fault));
      }
      all.add(Arguments.of(Step.FILE_TOUCH, 1, fault));
      all.add(Arguments.of(Step.FILE_COMMIT, 1, fault));
    }
    return all.stream();
  }

  /** The old file is replaced, because the digest shows that another file is requested. */
  private String fetch() {
    // The server waits twenty seconds after the second chunk, so that the writer touches the
    // journal.
    bench.server.meanwhile = () -> bench.now += bench.server.asked.size() == 2 ? 20_000 : 0;
    return bench.fetch(Bench.digest(CONTENT));
  }

  @ParameterizedTest
  @MethodSource("everyFaultAtEveryCommit")
  void afterAnyFaultTheNextDownloadContinues(Step step, int nth, Fault fault) {
    byte[] old = OLD.getBytes(StandardCharsets.US_ASCII);
    bench.files.put("k", ChunkSource.of(old), FileSpec.ANY, Cancel.NEVER);
    bench.server.then(drop(9));
    int times = fault == Fault.QUOTA ? 1_000_000 : 1;
    bench.store.failAt(step, nth, times, fault);
    String outcome;
    try {
      outcome = fetch();
    } catch (GranaryException failure) {
      outcome = failure.code().name();
    } catch (Death death) {
      outcome = "died";
    }
    assertTrue(bench.store.fired(), "the fault was not reached");
    assertEquals(
        switch (fault) {
          case FAIL -> "FAILED";
          case QUOTA -> "QUOTA";
          case DIE_BEFORE, DIE_AFTER -> "died";
        },
        outcome);
    boolean committed = step == Step.FILE_COMMIT && fault == Fault.DIE_AFTER;
    assertEquals(committed ? CONTENT : OLD, read());

    int sentBefore = bench.server.sent;
    bench.dieAndReconnect("the next");
    Journal journal = bench.journal();
    int held = journal == null ? 0 : (int) journal.watermark();
    assertTrue(committed || sentBefore - held <= 2 * bench.chunkSize, sentBefore + " " + held);
    bench.server.asked.clear();
    assertEquals(CONTENT, fetch());
    int again = committed ? 0 : CONTENT.length() - held;
    assertEquals(again, bench.server.sent - sentBefore);
    assertEquals(CONTENT, read());
    bench.assertNothingIsLeftBehind();
  }

  private String read() {
    // Read through another session than the one that failed or died.
    return bench.beside("a reader").read();
  }

  static Stream<Arguments> everyFault() {
    return Stream.of(Fault.values()).map(Arguments::of);
  }

  /** A pause or a discard that cannot be written fails, and the download continues. */
  @ParameterizedTest
  @MethodSource("everyFault")
  void aStopThatFailsIsReported(Fault fault) {
    for (Step step : List.of(Step.FILE_PAUSE, Step.FILE_DISCARD)) {
      Bench running = new Bench();
      running.server.then(drop(9));
      String[] outcome = {null};
      running.server.meanwhile =
          () -> {
            if (running.server.asked.size() == 2) {
              outcome[0] = stop(running, step, fault);
            }
          };
      String ended;
      try {
        ended = running.fetch();
      } catch (GranaryException stopped) {
        assertEquals(Code.CONFLICT, stopped.code());
        ended = "stopped";
      }
      // The second try finds the room that was missing at the first.
      boolean done = fault == Fault.DIE_AFTER || fault == Fault.QUOTA;
      assertEquals(done ? "stopped" : CONTENT, ended, step + " " + outcome[0]);
      running.dieAndReconnect("the next");
      assertEquals(CONTENT, running.fetch());
      running.assertNothingIsLeftBehind();
    }
  }

  /** Stops the download from another session, over a connection that fails once. */
  private static String stop(Bench running, Step step, Fault fault) {
    Bench other = running.beside("another tab");
    other.store.failAt(step, 1, fault);
    try {
      boolean stopped =
          step == Step.FILE_PAUSE ? other.downloads().pause("k") : other.downloads().discard("k");
      return "" + stopped;
    } catch (GranaryException failure) {
      return failure.code().name();
    } catch (Death death) {
      return "died";
    }
  }
}
