package dev.granary.file;

import static dev.granary.file.Bench.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Pending;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkReader.Verify;
import dev.granary.digest.Digests;
import dev.granary.manifest.FileManifest;
import dev.granary.manifest.FileSpec;
import dev.granary.session.Session;
import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import dev.granary.store.GlassStore;
import dev.granary.store.Keys;
import dev.granary.store.Outcome;
import dev.granary.store.Owners;
import dev.granary.store.Snapshot;
import dev.granary.store.Store;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writing where there is little room: what goes, what stays, and what the caller is told. */
final class FilesSpaceTest {
  private final Bench bench = new Bench();

  FilesSpaceTest() {
    bench.connect("first", 4, 20);
  }

  @AfterEach
  void nothingIsLeftBehind() {
    bench.now += 1_000_000_000;
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void theLeastRecentlyUsedMakeRoom() {
    for (String key : List.of("a", "b", "c", "d")) {
      bench.put(key, "<" + key + "...>");
      bench.now += 1000;
    }
    bench.read("a");
    bench.session.accessLog().flush();
    bench.put("e", "<e.....>");
    assertEquals(List.of("a", "d", "e"), keys());
    assertEquals("<a...>", bench.read("a"));
    assertEquals("<e.....>", bench.read("e"));
    assertTrue(bench.disk.totals().storedBytes() <= 20);
  }

  @Test
  void garbageMakesRoomBeforeAnythingIsEvicted() {
    bench.put("a", "aaaabbbb");
    bench.put("b", "ccccdddd");
    bench.files.delete("b");
    bench.put("c", "eeeeffffgggg");
    assertEquals(List.of("a", "c"), keys());
  }

  @Test
  void withoutEnoughThatMayGoItIsQuotaAndTheOldFileStays() {
    bench.put("k", "the old 1");
    bench.put("pinned", "pinned 1");
    bench.files.pin("pinned", true);
    GranaryException full = fails(Code.QUOTA, () -> bench.put("k", "much too long to be stored"));
    assertEquals("k", full.details().get("key"));
    assertEquals(4L, full.details().get("needed"));
    assertEquals(0L, full.details().get("evictable"));
    assertEquals("the old 1", bench.read("k"));
    assertEquals("pinned 1", bench.read("pinned"));
    assertEquals(List.of(), bench.journals());
  }

  @Test
  void aDownloadThatFoundNoRoomIsKeptForLater() {
    bench.put("pinned", "0123456789abcdef");
    bench.files.pin("pinned", true);
    TextSource source = new TextSource("ABCDEFGH");
    fails(Code.QUOTA, () -> bench.download("k", source, FileSpec.ANY));
    assertNull(bench.files.open("k"));
    bench.files.delete("pinned");
    TextSource rest = new TextSource("ABCDEFGH");
    bench.resume("k", rest);
    assertEquals(List.of(1, 2), rest.asked);
    assertEquals("ABCDEFGH", bench.read("k"));
  }

  @Test
  void aFileThatIsKnownToBeTooLargeEvictsNothing() {
    bench.put("a", "aaaabbbbcccc");
    TextSource source = new TextSource("x".repeat(21));
    GranaryException full =
        fails(Code.QUOTA, () -> bench.files.put("k", source, Bench.sized(21), Cancel.NEVER));
    assertEquals(21L, full.details().get("needed"));
    assertEquals(20L, full.details().get("available"));
    assertEquals("aaaabbbbcccc", bench.read("a"));
    assertEquals(1, source.closed);
    assertEquals(List.of(), source.asked);
  }

  /** What is over it is needed as well, not only what comes. */
  @Test
  void aBudgetThatWasLoweredIsMadeRoomFor() {
    bench.put("a", "aaaa1111");
    bench.now += 1000;
    bench.put("b", "bbbb2222");
    bench.now += 1000;
    bench.connect("second", 4, 8);
    bench.put("c", "cccc");
    assertEquals("cccc", bench.read("c"));
    assertTrue(bench.disk.totals().storedBytes() <= 8);
  }

  /** A manifest takes room as well: a full disk refuses it, however small it is. */
  @Test
  void aFullDiskIsMadeRoomOnForAManifestToo() {
    bench.put("a", "aaaa");
    bench.connect(new FullDisk(bench.disk, 3), "second", 4, Batch.UNLIMITED);
    bench.put("empty", "");
    assertEquals("", bench.read("empty"));
    assertFalse(bench.files.has("a"));
  }

  @Test
  void aFullDiskOnWhichNothingMayGoIsQuota() {
    bench.put("a", "aaaa");
    bench.files.pin("a", true);
    bench.connect(new FullDisk(bench.disk, 3), "second", 4, Batch.UNLIMITED);
    fails(Code.QUOTA, () -> bench.put("empty", ""));
    assertEquals("aaaa", bench.read("a"));
    assertFalse(bench.files.has("empty"));
  }

  /** Where there are no locks, a lease is all there is; a slow line must not cost the download. */
  @Test
  void aWriterWhoseChunkTookLongerThanItsLeaseStillFinishes() {
    Bench slow = new Bench();
    slow.session = leased(slow, 8);
    slow.put("victim", "vvvv");
    TextSource source = new TextSource("01234567");
    FileWriter writer = FileWriter.begin(slow.session, "k", FileSpec.ANY, Bench.ORIGIN, true);
    FileManifest file =
        writer.write(source, () -> slow.now += Owners.LEASE + 1, FileWriter.Progress.NONE);
    assertEquals(8, file.size());
  }

  private static Session leased(Bench bench, long budget) {
    Owners owners = Owners.byLease(() -> bench.now);
    return Session.open(
        bench.disk,
        () -> bench.now,
        owners,
        "me",
        Digests.JAVA,
        new ChunkLayout(4),
        budget,
        Verify.FIRST_READ);
  }

  private List<String> keys() {
    return bench.files.list("").stream().map(FileInfo::key).toList();
  }

  /** Takes no row while it holds more than so many bytes. */
  private record FullDisk(GlassStore store, long most) implements Store {
    @Override
    public Pending<Outcome> begin(Batch batch) {
      if (!batch.puts().isEmpty() && store.totals().storedBytes() > most) {
        return Pending.ready(Outcome.quota(null));
      }
      return store.begin(batch);
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
}
