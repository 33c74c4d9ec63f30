package dev.granary.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Cancel;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileSpec;
import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import dev.granary.store.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests that files known to be smaller than a chunk are stored in one transaction. */
final class SmallPutTest {
  private final Bench bench = new Bench();

  private static FileSpec spec(int size) {
    return new FileSpec("", size, null, null, null);
  }

  private OpenFile put(Bench where, String content, FileSpec spec) {
    return where.files.putAndOpen(
        "k", new TextSource(content), spec, null, Cancel.NEVER, FileWriter.Progress.NONE);
  }

  @Test
  void aNewFileIsOneCommit() {
    OpenFile stored = put(bench, "abc", spec(3));
    assertEquals("abc", Bench.read(stored));
    assertEquals("abc", bench.read("k"));
    assertEquals(1, bench.store.commits(Step.FILE_PUT));
    assertEquals(0, bench.store.commits(Step.FILE_BEGIN));
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void anEmptyFileIsOneCommit() {
    assertEquals("", Bench.read(put(bench, "", spec(0))));
    assertEquals("", bench.read("k"));
    assertEquals(1, bench.store.commits(Step.FILE_PUT));
  }

  @Test
  void aFileOfAWholeChunkOrOfUnknownSizeIsNotSmall() {
    assertFalse(bench.files.isSmall(spec(4)));
    assertFalse(bench.files.isSmall(FileSpec.ANY));
    assertTrue(bench.files.isSmall(spec(3)));
    bench.connect("another", 1 << 20, Batch.UNLIMITED);
    assertTrue(bench.files.isSmall(spec(65_535)));
    assertFalse(bench.files.isSmall(spec(65_536)));
  }

  @Test
  void anOverwrittenFileKeepsItsPin() {
    bench.put("k", "the old one");
    bench.files.pin("k", true);
    assertTrue(put(bench, "new", spec(3)).manifest().pinned());
    assertEquals("new", bench.read("k"));
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void theReturnedFileStaysReadableAfterAnOverwrite() {
    Bench buffers = new Bench(ChunkForm.BUFFER);
    OpenFile stored = put(buffers, "abc", spec(3));
    put(buffers, "new", spec(3));
    buffers.session.sweep().run(0);
    assertEquals("abc", Bench.read(stored));
  }

  @Test
  void aPutStaysWithinTheBudget() {
    bench.put("pinned", "01");
    bench.files.pin("pinned", true);
    bench.connect("tight", 4, 4);
    Bench.fails(Code.QUOTA, () -> put(bench, "abc", spec(3)));
    assertEquals(2, bench.disk.totals().storedBytes());
    assertEquals("ab", Bench.read(put(bench, "ab", spec(2))));
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void wrongBytesStoreNothing() {
    bench.put("k", "the old one");
    Bench.fails(Code.INTEGRITY, () -> put(bench, "ab", spec(3)));
    Bench.fails(Code.INTEGRITY, () -> put(bench, "abcd", spec(3)));
    FileSpec wrong = new FileSpec("", 3, "00".repeat(32), null, null);
    assertEquals(
        "k", Bench.fails(Code.INTEGRITY, () -> put(bench, "abc", wrong)).details().get("key"));
    assertEquals("the old one", bench.read("k"));
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void theSourceIsAlwaysClosed() {
    TextSource good = new TextSource("abc");
    bench.files.put("k", good, spec(3), Cancel.NEVER);
    TextSource bad = new TextSource("ab");
    Bench.fails(Code.INTEGRITY, () -> bench.files.put("k", bad, spec(3), Cancel.NEVER));
    TextSource unfit = new TextSource("ab");
    FileSpec invalid = new FileSpec("", 2, "no digest", null, null);
    Bench.fails(Code.INVALID, () -> bench.files.put("k", unfit, invalid, Cancel.NEVER));
    assertEquals(List.of(1, 1, 1), List.of(good.closed, bad.closed, unfit.closed));
  }

  @Test
  void aPutWaitsForTheCurrentWriterAndThenTakesOver() {
    FileWriter first = bench.writers.begin("k", FileSpec.ANY, null, false, Cancel.NEVER);
    List<Long> looked = new ArrayList<>();
    WriterElection third =
        writing -> {
          looked.add(writing.stamp());
          return looked.size() == 3;
        };
    OpenFile stored =
        new Files(bench.session, third)
            .putAndOpen(
                "k", new TextSource("abc"), spec(3), null, Cancel.NEVER, FileWriter.Progress.NONE);
    assertEquals("abc", Bench.read(stored));
    assertEquals(3, looked.size());
    assertEquals(List.of(), bench.journals());
    Bench.fails(
        Code.CONFLICT,
        () -> first.write(new TextSource("01234567"), Cancel.NEVER, FileWriter.Progress.NONE));
    assertEquals("abc", bench.read("k"));
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void aFileFinishedMeanwhileIsOverwritten() {
    FileWriter first = bench.writers.begin("k", FileSpec.ANY, null, false, Cancel.NEVER);
    WriterElection afterwards =
        writing -> {
          first.write(new TextSource("01234567"), Cancel.NEVER, FileWriter.Progress.NONE);
          return false;
        };
    new Files(bench.session, afterwards).put("k", new TextSource("abc"), spec(3), Cancel.NEVER);
    assertEquals("abc", bench.read("k"));
    bench.assertNothingIsLeftBehind();
  }
}
