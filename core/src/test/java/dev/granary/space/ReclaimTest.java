package dev.granary.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.granary.Clock;
import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.digest.Crc32c;
import dev.granary.digest.Hex;
import dev.granary.digest.Sha256;
import dev.granary.store.Batch;
import dev.granary.store.FaultyStore;
import dev.granary.store.FaultyStore.Fault;
import dev.granary.store.GlassStore;
import dev.granary.store.NewChunk;
import dev.granary.store.Outcome;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Store;
import dev.granary.store.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Making room deletes garbage first and least recently used items last; pinned items stay. */
final class ReclaimTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final Clock CLOCK = () -> NOW;
  private static final Owners DEAD = () -> journal -> false;

  private final GlassStore store = new GlassStore();
  private final Reclaim reclaim = reclaim(store);

  @Test
  void garbageGoesFirstAndIsEnough() {
    file("old", 1, false, "11111");
    file("garbage", 1, false, "22222");
    delete("garbage");
    journal("download", "33333");
    assertEquals(5, freed(5, ""));
    assertEquals(List.of("old"), keys(Table.FILES));
    assertEquals(List.of("download"), keys(Table.JOURNALS));
  }

  @Test
  void thenDownloadsNobodyGoesOnWith() {
    file("old", 1, false, "11111");
    journal("download", "33333");
    assertEquals(5, freed(1, ""));
    assertEquals(List.of("old"), keys(Table.FILES));
    assertEquals(List.of(), keys(Table.JOURNALS));
  }

  @Test
  void thenTheLeastRecentlyUsedFiles() {
    file("c", 3, false, "33333");
    file("a", 1, false, "11111");
    file("b", 2, false, "22222");
    accessed("a", 100);
    assertEquals(5, freed(5, ""));
    assertEquals(List.of("a", "c"), keys(Table.FILES));
    assertEquals(5, freed(5, ""));
    assertEquals(List.of("a"), keys(Table.FILES));
  }

  @Test
  void anEvictedFilesAccessTimeGoesWithIt() {
    file("a", 1, false, "1");
    accessed("a", 2);
    reclaim.free(1, "");
    assertEquals(List.of(), keys(Table.ACCESS));
  }

  @Test
  void pinnedFilesAndTheOneBeingWrittenStay() {
    file("pinned", 1, true, "11111");
    file("written", 1, false, "22222");
    file("young", 9, false, "3");
    assertEquals(1, freed(1000, "written"));
    assertEquals(List.of("pinned", "written"), keys(Table.FILES));
  }

  @Test
  void theDownloadsOfTheLivingStay() {
    journal("mine", "11111");
    journal("other", "22222");
    Owners alive = () -> journal -> journal.key().equals("mine");
    Reclaim living =
        new Reclaim(
            store,
            CLOCK,
            new Sweep(store, CLOCK, alive),
            new AccessLog(store, CLOCK),
            SpacePort.UNKNOWN);
    assertEquals(5, living.free(1000, ""));
    assertEquals(List.of("mine"), keys(Table.JOURNALS));
  }

  @Test
  void whatSharesItsChunksWithAnythingThatStaysIsLeftAlone() {
    file("pinned", 1, true, "11111");
    file("sharer", 1, false, "11111");
    file("tensors", 1, false, "22222");
    put(new Row(Table.TENSORS, "t", 0, 0, List.of(id("22222")), ""));
    file("collections", 1, false, "33333");
    put(new Row(Table.COLLECTIONS, "c", 0, 0, List.of(id("33333")), ""));
    file("alone", 9, false, "4");
    assertEquals(1, reclaim.evictable(""));
    assertEquals(1, freed(1000, ""));
    assertEquals(List.of("collections", "pinned", "sharer", "tensors"), keys(Table.FILES));
  }

  @Test
  void whatCannotBeReadIsNeitherTakenNorInTheWay() {
    put(new Row(Table.FILES, "newer", 0, 0, List.of(), "{\"v\":2}"));
    put(new Row(Table.FILES, "damaged", 0, 0, List.of(), "{"));
    file("plain", 1, false, "1");
    assertEquals(1, freed(1, ""));
    assertEquals(List.of("damaged", "newer"), keys(Table.FILES));
  }

  @Test
  void whatChangedSinceThePlanIsLeftAlone() {
    file("a", 1, false, "11111");
    file("b", 2, false, "22222");
    Store pinning =
        new Meanwhile(
            store,
            Step.EVICT,
            () -> {
              Row row = store.row(Table.FILES, "a");
              FileManifest file = FileManifest.decode("a", row.stamp(), row.text());
              store.commit(Batch.of(Step.FILE_PIN, NOW).put(file.withPinned(true).row()).build());
            });
    assertEquals(5, reclaim(pinning).free(10, ""));
    assertEquals(List.of("a"), keys(Table.FILES));
  }

  @Test
  void whatAnotherHasEvictedMeanwhileIsMadeUpFor() {
    file("a", 1, false, "11111");
    file("b", 2, false, "22222");
    file("c", 3, false, "33333");
    Store racing = new Meanwhile(store, Step.EVICT, () -> assertEquals(5, reclaim.free(5, "")));
    assertEquals(5, reclaim(racing).free(5, ""));
    assertEquals(List.of("c"), keys(Table.FILES));
  }

  /** The second eviction succeeds, and the first one still has to be made up for. */
  @Test
  void theFirstOfTwoEvictionsIsMadeUpForToo() {
    file("a", 1, false, "11111");
    file("b", 2, false, "22222");
    file("c", 3, false, "33333");
    file("d", 4, false, "44444");
    Store racing = new Meanwhile(store, Step.EVICT, () -> assertEquals(5, reclaim.free(5, "")));
    assertEquals(10, reclaim(racing).free(10, ""));
    assertEquals(List.of("d"), keys(Table.FILES));
  }

  /** Such a deletion leaves no garbage to be counted afterwards. */
  @Test
  void whatABareDeletionFreesCounts() {
    file("a", 1, false, "11111");
    file("b", 2, false, "22222");
    journal("download", "33333");
    FaultyStore full = new FaultyStore(store).failAt(Step.JOURNAL_EXPIRE, 1, Fault.QUOTA);
    assertEquals(5, reclaim(full).free(5, ""));
    assertEquals(List.of("a", "b"), keys(Table.FILES));
    full.failAt(Step.EVICT, 1, Fault.QUOTA);
    assertEquals(5, reclaim(full).free(5, ""));
    assertEquals(List.of("b"), keys(Table.FILES));
  }

  @Test
  void evictableIsWhatFreeingEverythingFrees() {
    file("a", 1, false, "1", "22", "333");
    file("b", 2, false, "22", "4444");
    file("c", 3, true, "333", "55555");
    String before = store.totals().toString();
    long evictable = reclaim.evictable("");
    assertEquals(before, store.totals().toString());
    assertEquals(7, evictable);
    assertEquals(evictable, freed(Long.MAX_VALUE, ""));
  }

  @Test
  void sizesOfMoreThanAPageOfChunksAreKnown() {
    for (int i = 0; i < 1025; i++) {
      file("f" + i, 1, false, "content " + (10_000 + i));
    }
    assertEquals(1025 * 13, reclaim.evictable(""));
  }

  private static Reclaim reclaim(Store store) {
    return new Reclaim(
        store,
        CLOCK,
        new Sweep(store, CLOCK, DEAD),
        new AccessLog(store, CLOCK),
        SpacePort.UNKNOWN);
  }

  /** Frees, and checks that so much has really gone. */
  private long freed(long needed, String exceptKey) {
    long before = store.totals().storedBytes();
    long freed = reclaim.free(needed, exceptKey);
    assertEquals(before - store.totals().storedBytes(), freed);
    assertEquals(0, store.totals().garbageBytes());
    assertEquals(store.recount().toString(), store.totals().toString());
    return freed;
  }

  private void file(String key, long createdAt, boolean pinned, String... chunks) {
    List<ChunkRef> refs = refs(chunks);
    long size = refs.stream().mapToLong(ChunkRef::size).sum();
    put(
        have(chunks)
            .put(
                new FileManifest(key, 0, size, "", "", refs, null, createdAt, pinned, null).row()));
    assertNotNull(store.row(Table.FILES, key));
  }

  private void journal(String key, String... chunks) {
    long old = NOW - 2 * Owners.LEASE;
    put(
        have(chunks)
            .put(
                new Journal(key, 0, "o", old, old, true, null, FileSpec.ANY, 5, refs(chunks), "")
                    .row()));
  }

  private void delete(String key) {
    put(Batch.of(Step.FILE_DELETE, NOW).delete(Table.FILES, key));
    assertNull(store.row(Table.FILES, key));
  }

  private void accessed(String key, long time) {
    put(Batch.of(Step.ACCESS, NOW).put(AccessLog.row(ItemKind.FILE.accessKey(key), time, 1)));
  }

  private void put(Row row) {
    put(Batch.of(Step.FILE_COMMIT, NOW).put(row));
  }

  private void put(Batch.Builder batch) {
    assertEquals(Outcome.Result.COMMITTED, store.commit(batch.build()).result());
  }

  private static Batch.Builder have(String... chunks) {
    Batch.Builder batch = Batch.of(Step.FILE_COMMIT, NOW);
    for (String chunk : chunks) {
      byte[] bytes = chunk.getBytes(StandardCharsets.UTF_8);
      int[] crcs = Crc32c.ofBlocks(bytes, 0, bytes.length);
      batch.have(new NewChunk(id(chunk), bytes.length, crcs, bytes));
    }
    return batch;
  }

  private static List<ChunkRef> refs(String... chunks) {
    List<ChunkRef> refs = new ArrayList<>();
    for (String chunk : chunks) {
      refs.add(new ChunkRef(id(chunk), chunk.length()));
    }
    return refs;
  }

  private static String id(String chunk) {
    byte[] bytes = chunk.getBytes(StandardCharsets.UTF_8);
    return Hex.encode(Sha256.of(bytes, 0, bytes.length));
  }

  private List<String> keys(Table table) {
    return store.rows(table).stream().map(Row::key).toList();
  }
}
