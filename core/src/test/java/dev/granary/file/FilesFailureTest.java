package dev.granary.file;

import static dev.granary.file.Bench.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileSpec;
import dev.granary.chunk.ChunkSource;
import dev.granary.store.FaultyStore.Fault;
import dev.granary.store.Row;
import dev.granary.store.Step;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests a put that fails. The old file stays, and nothing else does. */
final class FilesFailureTest {
  private final Bench bench = new Bench();
  private final TextSource source = new TextSource("0123456789");

  @BeforeEach
  void anOldFileIsStored() {
    bench.put("k", "what was there");
  }

  @AfterEach
  void theOldFileIsStillStored() {
    assertEquals("what was there", bench.read("k"));
    assertEquals(1, source.closed, "the source is closed once");
    assertEquals(List.of(), bench.journals());
    assertEquals(0, bench.session.buffers().count());
    bench.assertNothingIsLeftBehind();
    assertEquals("what was there", bench.read("k"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void theCallerReceivesTheSourcesFailure(int chunk) {
    IllegalStateException failure = new IllegalStateException("the source's own");
    source.failingAt(chunk, failure);
    assertSame(failure, assertThrows(IllegalStateException.class, () -> put(FileSpec.ANY)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void cancellingAtAnyCheckThrowsTheCallersReason(int check) {
    IllegalStateException reason = new IllegalStateException("enough");
    int[] checks = {0};
    Cancel cancel =
        () -> {
          if (++checks[0] == check) {
            throw reason;
          }
        };
    Throwable thrown =
        assertThrows(
            IllegalStateException.class, () -> bench.files.put("k", source, FileSpec.ANY, cancel));
    assertSame(reason, thrown);
  }

  /**
   * When a source gives too many bytes, the writer stops, and does not learn how many there are.
   */
  @ParameterizedTest
  @CsvSource({
    "0, more than",
    "1, more than",
    "9, more than",
    "11, '10 bytes, and not'",
    "12, '10 bytes, and not'",
    "13, '10 bytes, and not'"
  })
  void aSizeOtherThanPromisedIsRefused(long promised, String has) {
    GranaryException refused = fails(Code.INTEGRITY, () -> put(Bench.sized(promised)));
    assertEquals(promised, refused.details().get("expectedSize"));
    assertEquals(promised > 10 ? 10L : null, refused.details().get("actualSize"));
    assertEquals(
        "The source of \"k\" has " + has + " the promised " + promised + " bytes.",
        refused.getMessage());
  }

  @Test
  void aWrongDigestIsRefusedAndTheErrorHasBothDigests() {
    FileSpec spec = new FileSpec("", 10, "0".repeat(64), false, null);
    GranaryException refused = fails(Code.INTEGRITY, () -> put(spec));
    assertEquals("k", refused.details().get("key"));
    assertEquals("0".repeat(64), refused.details().get("expected"));
    assertEquals(
        "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882",
        refused.details().get("actual"));
  }

  /** A download whose bytes are not the promised ones cannot be resumed. */
  @ParameterizedTest
  @CsvSource({"10, 0", "11, ''", "9, ''"})
  void aDownloadWithWrongBytesIsDiscarded(long size, String digit) {
    String sha256 = digit.isEmpty() ? null : digit.repeat(64);
    FileSpec spec = new FileSpec("", size, sha256, false, null);
    fails(Code.INTEGRITY, () -> bench.download("k", source, spec));
    assertEquals(1, bench.store.commits(Step.FILE_DISCARD));
  }

  @Test
  void aSourceIsClosedEvenWhenTheWriteCannotBegin() {
    bench.store.failAt(Step.FILE_BEGIN, 1, Fault.FAIL);
    GranaryException failed = fails(Code.FAILED, () -> put(FileSpec.ANY));
    assertEquals("file.begin", failed.details().get("step"));
    assertEquals(List.of(), source.asked);
  }

  static List<String> unreadable() {
    String deep = "[".repeat(64) + "]".repeat(64);
    return List.of("", "{", "{} {}", "not JSON", "\"\u0001\"", "1}", "{},\"size\":3", deep);
  }

  /** Metadata that cannot be read back would make the file itself unreadable. */
  @ParameterizedTest
  @MethodSource("unreadable")
  void metadataThatCannotBeReadBackIsInvalid(String metadata) {
    FileSpec spec = new FileSpec("", FileSpec.UNKNOWN, null, false, metadata);
    fails(Code.INVALID, () -> put(spec));
    assertEquals(1, bench.store.commits(Step.FILE_BEGIN), "only the file that was there");
  }

  @Test
  void aFailedDiscardDoesNotHideTheFirstFailure() {
    IllegalStateException failure = new IllegalStateException("the source's own");
    source.failingAt(1, failure);
    bench.store.failAt(Step.FILE_DISCARD, 1, Fault.FAIL);
    assertSame(failure, assertThrows(IllegalStateException.class, () -> put(FileSpec.ANY)));
    assertTrue(bench.store.fired());
    assertEquals(1, bench.journals().size());
    bench.dieAndReconnect("second");
    bench.session.sweep().run(0);
  }

  /** The session lives, but it knows that it gave this journal up. */
  @Test
  void aJournalThatCouldNotBeDiscardedIsSweptByItsOwnSession() {
    source.failingAt(1, new IllegalStateException("the source's own"));
    bench.store.failAt(Step.FILE_DISCARD, 1, Fault.FAIL);
    assertThrows(IllegalStateException.class, () -> put(FileSpec.ANY));
    bench.writers.begin("alive", FileSpec.ANY, null, false, Cancel.NEVER);
    bench.session.sweep().run(0);
    assertEquals(List.of("alive"), bench.journals().stream().map(Row::key).toList());
    bench.dieAndReconnect("second");
    bench.session.sweep().run(0);
  }

  private void put(FileSpec spec) {
    ChunkSource given = source;
    bench.files.put("k", given, spec, Cancel.NEVER);
  }
}
