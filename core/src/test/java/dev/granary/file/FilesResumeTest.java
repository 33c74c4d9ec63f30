package dev.granary.file;

import static dev.granary.file.Bench.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.granary.Cancel;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.digest.Hex;
import dev.granary.digest.Sha256;
import dev.granary.file.FileWriter.Progress;
import dev.granary.space.Sweep;
import dev.granary.store.Batch;
import dev.granary.store.FaultyStore.Death;
import dev.granary.store.FaultyStore.Fault;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the resuming of a file: only the missing bytes are read, and the digest is the same. */
final class FilesResumeTest {
  private static final String CONTENT = "0123456789abcdef";

  private final Bench bench = new Bench();

  @ParameterizedTest
  @CsvSource({
    // size, promised, failing at chunk, asked of the second source
    "10, true, 0, 0 1 2",
    "10, true, 1, 1 2",
    "10, true, 2, 2",
    "10, false, 2, 2",
    "4, true, 1, ''",
    "4, false, 1, 1",
    "8, true, 2, 2",
    "8, false, 2, 2",
    "8, true, 1, 1 2",
    "16, false, 3, 3 4"
  })
  void onlyTheMissingBytesAreRead(int size, boolean promised, int failingAt, String asked) {
    String content = CONTENT.substring(0, size);
    FileSpec spec = promised ? Bench.sized(size) : FileSpec.ANY;
    TextSource first =
        new TextSource(content).failingAt(failingAt, new IllegalStateException("cut off"));
    assertThrows(IllegalStateException.class, () -> bench.download("k", first, spec));
    assertEquals(1, bench.journals().size());
    assertNull(bench.files.open("k"));

    bench.dieAndReconnect("second");
    bench.session.sweep().run(0);
    TextSource second = new TextSource(content);
    FileManifest file = bench.resume("k", second);
    assertEquals(asked, String.join(" ", second.asked.stream().map(String::valueOf).toList()));
    assertEquals(content, bench.read("k"));
    assertEquals(Bench.ORIGIN, file.origin());
    assertEquals(List.of(1, 1), List.of(first.closed, second.closed));
    bench.assertNothingIsLeftBehind();
  }

  /** Another writer may resume the file, although this session still lives. */
  @Test
  void aFailedWriterReleasesItsKey() {
    cutOff("0123456789", 2);
    assertEquals(List.of(), bench.session.sweep().expired(Sweep.KEPT_UNFINISHED));
    assertEquals(1, bench.session.sweep().expired(0).size());
    bench.resume("k", new TextSource("0123456789"));
    assertEquals("0123456789", bench.read("k"));
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void aFileWhoseLastChunkIsStoredIsNotReadAtAll() {
    bench.store.failAt(Step.FILE_COMMIT, 1, Fault.DIE_BEFORE);
    TextSource first = new TextSource("0123456789");
    assertThrows(Death.class, () -> bench.download("k", first, FileSpec.ANY));
    bench.dieAndReconnect("second");
    TextSource second = new TextSource("0123456789");
    bench.resume("k", second);
    assertEquals(List.of(), second.asked);
    assertEquals("0123456789", bench.read("k"));
  }

  @Test
  void aDownloadThatBreaksOffRepeatedlyEndsWhole() {
    IntStream.range(0, 4)
        .forEach(
            chunk -> {
              TextSource source =
                  new TextSource(CONTENT).failingAt(chunk + 1, new IllegalStateException("cut"));
              assertThrows(
                  IllegalStateException.class,
                  () -> {
                    if (chunk == 0) {
                      bench.download("k", source, FileSpec.ANY);
                    } else {
                      bench.resume("k", source);
                    }
                  });
              bench.dieAndReconnect("after " + chunk);
            });
    bench.resume("k", new TextSource(CONTENT));
    assertEquals(CONTENT, bench.read("k"));
  }

  @Test
  void aResumingWriterKeepsTheChunkSize() {
    cutOff("0123456789", 1);
    bench.connect("second", 8, Batch.UNLIMITED);
    FileManifest file = bench.resume("k", new TextSource("0123456789"));
    assertEquals(List.of(4, 4, 2), file.chunks().stream().map(chunk -> chunk.size()).toList());
    assertEquals("0123456789", bench.read("k"));
  }

  /** Another writer has stored a chunk since the journal was read. */
  @Test
  void aJournalThatHasGrownSinceItWasReadIsNotResumed() {
    cutOff(CONTENT, 1);
    Journal read = journal();
    TextSource further = new TextSource(CONTENT).failingAt(2, new IllegalStateException("cut"));
    assertThrows(IllegalStateException.class, () -> bench.resume("k", further));
    assertNull(bench.writers.resume(read, read.spec(), read.origin()));
    assertEquals(8, journal().watermark());
  }

  /** Another writer has taken the journal over since it was read, and goes on writing. */
  @Test
  void aJournalThatWasTakenOverSinceItWasReadIsNotResumed() {
    cutOff(CONTENT, 1);
    Journal read = journal();
    FileWriter other = bench.writers.resume("k");
    assertNull(bench.writers.resume(read, read.spec(), read.origin()));
    other.write(new TextSource(CONTENT), Cancel.NEVER, Progress.NONE);
    assertEquals(CONTENT, bench.read("k"));
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void cancellingKeepsAResumableJournal() {
    int[] checks = {0};
    Cancel cancel =
        () -> {
          if (++checks[0] > 5) {
            throw new IllegalStateException("enough");
          }
        };
    FileWriter writer = bench.writers.begin("k", FileSpec.ANY, Bench.ORIGIN, true, Cancel.NEVER);
    TextSource source = new TextSource(CONTENT);
    assertThrows(IllegalStateException.class, () -> writer.write(source, cancel, Progress.NONE));
    assertEquals(4, bench.writers.resume("k").watermark());
  }

  @Test
  void progressReportsStoredBytes() {
    List<Long> stored = new ArrayList<>();
    cutOff("0123456789", 1);
    FileWriter writer = bench.writers.resume("k");
    assertEquals(4, writer.watermark());
    writer.write(new TextSource("0123456789"), Cancel.NEVER, stored::add);
    assertEquals(List.of(8L, 10L), stored);
  }

  @Test
  void resumingWithoutAnUnfinishedFileIsNotFound() {
    bench.put("finished", "abc");
    for (String key : List.of("finished", "never begun")) {
      assertEquals(
          key, fails(Code.NOT_FOUND, () -> bench.writers.resume(key)).details().get("key"));
    }
  }

  /** The source of a put died with its session. */
  @Test
  void aPutIsNotResumed() {
    bench.store.failAt(Step.FILE_CHUNK, 2, Fault.DIE_AFTER);
    assertThrows(Death.class, () -> bench.put("k", CONTENT));
    bench.dieAndReconnect("second");
    assertEquals(1, bench.journals().size());
    fails(Code.NOT_FOUND, () -> bench.writers.resume("k"));
    assertEquals(1, bench.journals().size());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void aWriterStopsWithConflictAfterATakeoverAndChangesNothing(int chunksBefore) {
    TextSource slow = new TextSource(CONTENT);
    FileWriter stale = bench.writers.begin("k", FileSpec.ANY, Bench.ORIGIN, true, Cancel.NEVER);
    Progress takenOver =
        stored -> {
          if (stored == 4L * chunksBefore) {
            bench.resume("k", new TextSource(CONTENT));
          }
        };
    takenOver.stored(0);
    assertEquals(
        "k",
        fails(Code.CONFLICT, () -> stale.write(slow, Cancel.NEVER, takenOver))
            .details()
            .get("key"));
    assertEquals(1, slow.closed);
    assertEquals(CONTENT, bench.read("k"));
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void aWriterDoesNotDiscardItsSuccessorsJournal() {
    FileWriter stale = bench.writers.begin("k", FileSpec.ANY, null, false, Cancel.NEVER);
    FileWriter successor = bench.writers.begin("k", FileSpec.ANY, null, false, Cancel.NEVER);
    TextSource late = new TextSource("late");
    fails(Code.CONFLICT, () -> stale.write(late, Cancel.NEVER, Progress.NONE));
    assertEquals(1, bench.journals().size());
    successor.write(new TextSource(CONTENT), Cancel.NEVER, Progress.NONE);
    assertEquals(CONTENT, bench.read("k"));
  }

  @Test
  void anUnfinishedFileIsDeletedAfterSevenDays() {
    cutOff(CONTENT, 2);
    bench.dieAndReconnect("second");
    bench.now += Sweep.KEPT_UNFINISHED;
    bench.session.sweep().run(0);
    fails(Code.NOT_FOUND, () -> bench.writers.resume("k"));
    bench.assertNothingIsLeftBehind();
  }

  /** The damage is not the caller's mistake, and is always noticed. */
  @ParameterizedTest
  @ValueSource(strings = {"", "00", "zz", "123", "01"})
  void aDamagedDigestStateIsCorruptAndTheFileCanBeStartedAgain(String state) {
    cutOff(CONTENT, 2);
    assertDamaged(state);
  }

  /** The state is sound, but belongs to other bytes. The digest would belong to no file. */
  @ParameterizedTest
  @ValueSource(ints = {0, 4, 7, 9, 12})
  void aDigestStateOfAnotherPositionIsCorrupt(int length) {
    cutOff(CONTENT, 2);
    Sha256 other = new Sha256();
    other.update(new byte[length], 0, length);
    assertDamaged(Hex.encode(other.state()));
  }

  private Journal journal() {
    Row row = bench.journals().get(0);
    return Journal.decode("k", row.stamp(), row.text());
  }

  private void assertDamaged(String state) {
    Row row = bench.journals().get(0);
    Journal journal = journal();
    String text = row.text().replace("\"" + journal.digestState() + "\"", "\"" + state + "\"");
    Row damaged = new Row(Table.JOURNALS, "k", 0, row.bytes(), row.names(), text);
    bench.disk.commit(Batch.of(Step.FILE_CHUNK, bench.now).put(damaged).build());
    TextSource rest = new TextSource(CONTENT);
    assertEquals("k", fails(Code.CORRUPT, () -> bench.resume("k", rest)).details().get("key"));
    assertNull(bench.files.open("k"));
    bench.download("k", new TextSource(CONTENT), FileSpec.ANY);
    assertEquals(CONTENT, bench.read("k"));
  }

  private void cutOff(String content, int chunk) {
    TextSource source =
        new TextSource(content).failingAt(chunk, new IllegalStateException("cut off"));
    assertThrows(IllegalStateException.class, () -> bench.download("k", source, FileSpec.ANY));
  }
}
