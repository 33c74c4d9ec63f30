package dev.granary.file;

import static dev.granary.file.Bench.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Cancel;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.chunk.ByteSource;
import dev.granary.chunk.ChunkSource;
import dev.granary.chunk.ChunkSource.Beat;
import dev.granary.file.FileWriter.Progress;
import dev.granary.space.Owners;
import dev.granary.space.Sweep;
import dev.granary.store.Batch;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests writers of one key without locks: a writer waits for another one that has a lease. */
final class WriterElectionTest {
  private final Bench bench = new Bench();
  private int pauses;

  /** Opens another tab: its own session on the same disk, whose writers wait with this pause. */
  private Files other(WriterElection.Pause pause) {
    bench.connect("other", 4, Batch.UNLIMITED);
    WriterElection.Pause counted =
        () -> {
          pauses++;
          pause.pause();
        };
    return new Files(
        bench.session, WriterElection.byLife(Owners.byLease(() -> bench.now), counted));
  }

  private static FileManifest put(Files files, String content) {
    return files.put("k", new TextSource(content), FileSpec.ANY, Cancel.NEVER);
  }

  private static void write(FileWriter writer, String content) {
    writer.write(new TextSource(content), Cancel.NEVER, Progress.NONE);
  }

  private FileWriter begun() {
    return bench.writers.begin("k", FileSpec.ANY, null, false, Cancel.NEVER);
  }

  @Test
  void aWriterOfAFreeKeyDoesNotWait() {
    put(other(() -> {}), "alone");
    assertEquals("alone", bench.read("k"));
    assertEquals(0, pauses);
  }

  @Test
  void aWriterWaitsUntilThePreviousWriterHasCommitted() {
    FileWriter first = begun();
    Files other =
        other(
            () -> {
              if (pauses == 3) {
                write(first, "the first one");
                assertEquals("the first one", bench.read("k"));
              }
            });
    put(other, "the second one");
    assertEquals(3, pauses);
    assertEquals("the second one", bench.read("k"));
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void aWriterWaitsForASilentWriterUntilItsLeaseEnds() {
    FileWriter silent = begun();
    long begun = bench.now;
    put(other(() -> bench.now += 1000), "taken over");
    long waited = bench.now - begun;
    assertTrue(waited > Owners.LEASE && waited <= Owners.LEASE + 1000, "waited " + waited);
    // However late the silent writer wakes up, it can change nothing more.
    fails(Code.CONFLICT, () -> write(silent, "too late"));
    assertEquals("taken over", bench.read("k"));
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void aLeaseFromTheFutureDelaysNoWriter() {
    bench.now += 24 * 3600_000L;
    begun();
    bench.now -= 24 * 3600_000L;
    put(other(() -> {}), "content");
    assertEquals(0, pauses);
  }

  @Test
  void anUnreadableJournalDelaysNoWriter() {
    Row damaged = new Row(Table.JOURNALS, "k", Row.UNSTAMPED, 0, List.of(), "{");
    bench.disk.commit(Batch.of(Step.FILE_BEGIN, bench.now).put(damaged).build());
    put(other(() -> {}), "content");
    assertEquals(0, pauses);
    assertEquals("content", bench.read("k"));
  }

  @Test
  void aWriterCancelledWhileWaitingDoesNotAffectTheOther() {
    FileWriter first = begun();
    RuntimeException reason = new IllegalStateException("cancelled");
    TextSource source = new TextSource("never");
    Files other = other(() -> {});
    Cancel cancel =
        () -> {
          if (pauses == 2) {
            throw reason;
          }
        };
    RuntimeException thrown =
        assertThrows(
            IllegalStateException.class, () -> other.put("k", source, FileSpec.ANY, cancel));
    assertEquals(reason, thrown);
    assertEquals(1, source.closed);
    write(first, "the first one");
    assertEquals("the first one", bench.read("k"));
  }

  @Test
  void aSlowWriterKeepsItsLease() {
    Sweep sweep = new Sweep(bench.disk, () -> bench.now, Owners.byLease(() -> bench.now));
    TextSource source =
        new TextSource("a slow one indeed")
            .slowly(
                () -> {
                  bench.now += Owners.LEASE;
                  sweep.run(0);
                });
    bench.files.put("k", source, FileSpec.ANY, Cancel.NEVER);
    assertEquals(5, bench.store.commits(Step.FILE_CHUNK));
    assertEquals(5, bench.store.commits(Step.FILE_TOUCH));
    assertEquals("a slow one indeed", bench.read("k"));
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void withoutATouchTheLeaseEnds() {
    Sweep sweep = new Sweep(bench.disk, () -> bench.now, Owners.byLease(() -> bench.now));
    TextSource source =
        new TextSource("a slow one indeed")
            .slowly(
                () -> {
                  bench.now += Owners.LEASE + 1;
                  sweep.run(0);
                });
    fails(Code.CONFLICT, () -> bench.files.put("k", source, FileSpec.ANY, Cancel.NEVER));
  }

  @Test
  void aQuickWriterTouchesNoJournal() {
    TextSource source = new TextSource("0123456789").slowly(() -> bench.now += 5000);
    bench.files.put("k", source, FileSpec.ANY, Cancel.NEVER);
    assertEquals(0, bench.store.commits(Step.FILE_TOUCH));
  }

  /** A byte source is slow in the middle of a chunk, too. */
  @Test
  void aSlowByteSourceKeepsTheLeaseBetweenItsPieces() {
    int[] left = {8};
    ByteSource dripping =
        (into, offset, length) -> {
          bench.now += Beat.PATIENCE / 2;
          into.memory()[offset] = 'x';
          return left[0]-- == 0 ? -1 : 1;
        };
    bench.files.put("k", ChunkSource.of(dripping), FileSpec.ANY, Cancel.NEVER);
    assertEquals("xxxxxxxx", bench.read("k"));
    assertTrue(bench.store.commits(Step.FILE_TOUCH) >= 2, "touched while a chunk was filled");
  }

  @Test
  void aTouchChangesOnlyTheTimeOfTheJournal() {
    begun();
    Row row = bench.journals().get(0);
    Journal journal = Journal.decode("k", row.stamp(), row.text());
    Journal touched = journal.touched(5);
    assertEquals(5, touched.touchedAt());
    assertEquals(journal, touched.touched(journal.touchedAt()));
  }
}
