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
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkReader.Verify;
import dev.granary.digest.Digests;
import dev.granary.session.Session;
import dev.granary.space.ItemKind;
import dev.granary.space.Owners;
import dev.granary.space.SpacePort;
import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import dev.granary.store.GlassStore;
import dev.granary.store.Keys;
import dev.granary.store.Outcome;
import dev.granary.store.Snapshot;
import dev.granary.store.Store;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Tests writing when there is little room: what is evicted, what stays, and what the caller
 * receives.
 */
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
  void theLeastRecentlyUsedFilesAreEvicted() {
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
  void garbageIsDeletedBeforeAFileIsEvicted() {
    bench.put("a", "aaaabbbb");
    bench.put("b", "ccccdddd");
    bench.files.delete("b");
    bench.put("c", "eeeeffffgggg");
    assertEquals(List.of("a", "c"), keys());
  }

  @Test
  void withoutEnoughToEvictItIsQuotaAndTheOldFileStays() {
    bench.put("k", "the old 1");
    bench.put("pinned", "pinned 1");
    bench.files.pin("pinned", true);
    GranaryException full = fails(Code.QUOTA, () -> bench.put("k", "much too long to be stored"));
    assertEquals("k", full.details().get("key"));
    assertEquals(4L, full.details().get("needed"));
    assertEquals(
        "There is no room for \"k\": 4 bytes are still to come, 3 are free."
            + " Raise the budget of 20 bytes, or delete or unpin files.",
        full.getMessage());
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
  void aFileThatCannotFitEvictsNothing() {
    bench.put("a", "aaaabbbbcccc");
    TextSource source = new TextSource("0123456789abcdefghijk");
    GranaryException full =
        fails(Code.QUOTA, () -> bench.files.put("k", source, Bench.sized(21), Cancel.NEVER));
    assertEquals(13L, full.details().get("needed"));
    assertEquals(0L, full.details().get("available"));
    assertEquals(12L, full.details().get("evictable"));
    assertEquals(false, full.details().get("persisted"));
    assertEquals("aaaabbbbcccc", bench.read("a"));
    assertEquals(1, source.closed);
  }

  /** The size of such a file says nothing about the space it takes. */
  @Test
  void aRepetitiveFileLargerThanTheBudgetFits() {
    String content = "x".repeat(41);
    bench.files.put("k", new TextSource(content), Bench.sized(41), Cancel.NEVER);
    assertEquals(content, bench.read("k"));
    assertEquals(5, bench.disk.totals().storedBytes());
  }

  @Test
  void onlyTheMissingRoomIsFreed() {
    bench.put("a", "a123");
    bench.now += 1000;
    bench.put("b", "b123");
    bench.now += 1000;
    bench.put("c", "c123");
    bench.put("d", "d123d456");
    assertEquals(List.of("b", "c", "d", "e"), afterPutting("e", "e123"));
  }

  @Test
  void anAccessThatIsNotWrittenYetCountsForEviction() {
    bench.put("a", "a123a456");
    bench.now += 1000;
    bench.put("b", "b123b456");
    bench.now += 1000;
    bench.read("a");
    assertEquals(List.of("a", "c"), afterPutting("c", "c123c456"));
  }

  @Test
  void evictionsAreReported() {
    List<String> evicted = new ArrayList<>();
    bench.room = roomOf(evicted, 3, true);
    bench.connect("second", 4, 20);
    bench.put("a", "a123a456");
    bench.now += 1000;
    bench.put("b", "b123b456");
    bench.put("c", "c123c456");
    assertEquals(List.of("a 8"), evicted);
  }

  /** Another writer may take the freed room, as long as something is left to evict. */
  @Test
  void whenAnotherWriterTakesTheRoomMoreIsMade() {
    Files other = bench.files;
    bench.room =
        roomOf(
            new ArrayList<>() {
              @Override
              public boolean add(String evicted) {
                if (isEmpty()) {
                  other.put("x", new TextSource("x123"), FileSpec.ANY, Cancel.NEVER);
                }
                return super.add(evicted);
              }
            },
            3,
            true);
    for (String key : List.of("a", "b", "c")) {
      bench.put(key, key + "123");
      bench.now += 1000;
    }
    bench.connect("second", 4, 12);
    bench.put("d", "d123");
    assertEquals("d123", bench.read("d"));
  }

  @Test
  void theErrorReportsThePlatformsFigures() {
    bench.room = roomOf(new ArrayList<>(), 3, true);
    bench.connect("second", 4, 20);
    TextSource source = new TextSource("0123456789abcdefghijk");
    GranaryException full = fails(Code.QUOTA, () -> bench.put("k", "0123456789abcdefghijk"));
    assertEquals(0, source.closed);
    assertEquals(true, full.details().get("persisted"));
    assertEquals(0L, full.details().get("available"));
    bench.connect(new OverfullDisk(bench.disk, -1), "third", 4, Batch.UNLIMITED);
    full = fails(Code.QUOTA, () -> bench.put("k", "0123"));
    assertEquals(0L, full.details().get("available"), "for a journal there was no room");
    assertTrue(
        full.getMessage().endsWith("Free space on the disk, or delete or unpin files."),
        full.getMessage());
  }

  /** Deleting must work above all on a full disk. */
  @Test
  void anOverfullDiskCanBeCleaned() {
    bench.connect("first", 4, Batch.UNLIMITED);
    bench.put("a", "a123 shared");
    bench.put("b", "b123 shared");
    bench.put("pinned", "pinned");
    bench.connect(new OverfullDisk(bench.disk, 18), "second", 4, Batch.UNLIMITED);
    assertTrue(bench.files.delete("a"));
    assertFalse(bench.disk.totalsKnown());
    assertFalse(bench.files.delete("a"));
    assertEquals("b123 shared", bench.read("b"));
    bench.assertTotalsEqualARecount();
    bench.files.pin("pinned", true);
    assertTrue(bench.disk.totalsKnown());
    bench.assertTotalsEqualARecount();
  }

  private List<String> afterPutting(String key, String content) {
    bench.put(key, content);
    assertEquals(content, bench.read(key));
    return keys();
  }

  private static SpacePort roomOf(List<String> evicted, long available, boolean persisted) {
    return new SpacePort() {
      @Override
      public Figures ask() {
        return new Figures(0, available, persisted);
      }

      @Override
      public void evicted(ItemKind kind, String key, long bytes) {
        evicted.add(key + " " + bytes);
      }

      @Override
      public void filled(double usage, double quota) {}
    };
  }

  /** Making room frees the bytes over the budget too, not only the new ones. */
  @Test
  void aLoweredBudgetMakesRoom() {
    bench.put("a", "aaaa1111");
    bench.now += 1000;
    bench.put("b", "bbbb2222");
    bench.now += 1000;
    bench.connect("second", 4, 8);
    bench.put("c", "cccc");
    assertEquals("cccc", bench.read("c"));
    assertTrue(bench.disk.totals().storedBytes() <= 8);
  }

  /** A manifest takes room too: a full disk refuses even a small one. */
  @Test
  void aFullDiskMakesRoomForAManifestToo() {
    bench.put("a", "aaaa");
    bench.connect(new FullDisk(bench.disk, 3), "second", 4, Batch.UNLIMITED);
    bench.put("empty", "");
    assertEquals("", bench.read("empty"));
    assertFalse(bench.files.has("a"));
  }

  @Test
  void aFullDiskWithNothingToEvictIsQuota() {
    bench.put("a", "aaaa");
    bench.files.pin("a", true);
    bench.connect(new FullDisk(bench.disk, 3), "second", 4, Batch.UNLIMITED);
    fails(Code.QUOTA, () -> bench.put("empty", ""));
    assertEquals("aaaa", bench.read("a"));
    assertFalse(bench.files.has("empty"));
  }

  /** Without locks, the lease alone decides. A slow connection must not cost the download. */
  @Test
  void aWriterSlowerThanItsLeaseStillFinishes() {
    Bench slow = new Bench();
    slow.session = leased(slow, 8);
    slow.put("victim", "vvvv");
    TextSource source = new TextSource("01234567");
    FileWriter writer = slow.writers.begin("k", FileSpec.ANY, Bench.ORIGIN, true, Cancel.NEVER);
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

  /** Refuses every row, even a header, while it holds more bytes than {@code most}. */
  private record OverfullDisk(GlassStore store, long most) implements Store {
    @Override
    public Pending<Outcome> begin(Batch batch) {
      boolean full = !batch.bare() && store.totals().storedBytes() > most;
      return full
          ? Pending.ready(Outcome.quota(new IllegalStateException("full")))
          : store.begin(batch);
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

  /** Refuses every row while it holds more bytes than {@code most}. */
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
