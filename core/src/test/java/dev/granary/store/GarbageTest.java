package dev.granary.store;

import static dev.granary.store.Samples.NOW;
import static dev.granary.store.Samples.assertTotalsEqualARecount;
import static dev.granary.store.Samples.batch;
import static dev.granary.store.Samples.file;
import static dev.granary.store.Samples.id;
import static dev.granary.store.Samples.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests when a chunk becomes garbage, and when the sweep deletes garbage. */
final class GarbageTest {
  private static final long GRACE = 1000;

  private final GlassStore store = new GlassStore();

  @AfterEach
  void totalsEqualARecount() {
    assertTotalsEqualARecount(store);
  }

  @Test
  void losingTheLastNameCondemns() {
    store.commit(file("a", "xyz").build());
    delete("a", NOW);
    assertEquals(NOW, store.chunk(id("xyz")).condemnedAt());
    assertEquals(3, store.totals().garbageBytes());
    assertEquals(3, store.totals().storedBytes());
  }

  @Test
  void losingASharedNameDoesNotCondemn() {
    store.commit(file("a", "xyz").build());
    store.commit(batch(NOW).put(row(Table.JOURNALS, "b", "xyz")).build());
    delete("a", NOW);
    assertFalse(store.chunk(id("xyz")).condemned());
    assertEquals(0, store.totals().garbageBytes());
    store.commit(batch(NOW + 5).delete(Table.JOURNALS, "b").build());
    assertEquals(NOW + 5, store.chunk(id("xyz")).condemnedAt());
  }

  @Test
  void replacingARowCondemnsOnlyWhatTheNewOneDoesNotName() {
    store.commit(file("a", "1", "22", "333").build());
    store.commit(file("a", "22", "4444").build());
    assertEquals(4, store.totals().garbageBytes());
    assertFalse(store.chunk(id("22")).condemned());
    assertEquals(NOW, store.chunk(id("333")).condemnedAt());
  }

  /** This happens at the end of a file: the manifest is put and the journal is deleted. */
  @Test
  void aNameThatMovesToAnotherRowKeepsTheChunk() {
    store.commit(batch(NOW).put(row(Table.JOURNALS, "a", "x")).have(Samples.chunk("x")).build());
    store.commit(batch(NOW).put(row(Table.FILES, "a", "x")).delete(Table.JOURNALS, "a").build());
    assertFalse(store.chunk(id("x")).condemned());
  }

  @Test
  void losingBothNamesInOneBatchCondemns() {
    store.commit(file("a", "x").build());
    store.commit(file("b", "x").build());
    store.commit(batch(NOW).delete(Table.FILES, "a").delete(Table.FILES, "b").build());
    assertEquals(1, store.totals().garbageBytes());
  }

  @Test
  void condemningTwiceKeepsTheFirstTime() {
    store.commit(file("a", "x").build());
    delete("a", NOW);
    sweep(NOW + 1, GRACE);
    assertEquals(NOW, store.chunk(id("x")).condemnedAt());
  }

  @Test
  void garbageIsDeletedAfterItsGraceAndNotBefore() {
    store.commit(file("a", "xyz").build());
    delete("a", NOW);
    assertEquals(0, sweep(NOW + GRACE - 1, GRACE).sweptChunks());
    Outcome swept = sweep(NOW + GRACE, GRACE);
    assertEquals(1, swept.sweptChunks());
    assertEquals(3, swept.sweptBytes());
    assertEquals(0, store.bytesCount());
    assertNull(store.chunk(id("xyz")));
  }

  @Test
  void withoutGraceGarbageIsDeletedAtOnce() {
    store.commit(file("a", "x").build());
    delete("a", NOW);
    assertEquals(1, sweep(NOW, 0).sweptChunks());
  }

  @Test
  void namedChunksAreNeverSwept() {
    store.commit(file("a", "x").build());
    assertEquals(0, sweep(NOW + 10 * GRACE, 0).sweptChunks());
    assertNotNull(store.chunk(id("x")));
    assertFalse(store.chunk(id("x")).condemned());
  }

  /** A time in the future would keep the chunk for as long as the clock was ahead. */
  @Test
  void aClockSetBackRestartsTheGrace() {
    store.commit(file("a", "x").build());
    delete("a", NOW + 1_000_000_000);
    assertEquals(0, sweep(NOW, GRACE).sweptChunks());
    assertEquals(NOW, store.chunk(id("x")).condemnedAt());
    assertEquals(0, sweep(NOW + GRACE - 1, GRACE).sweptChunks());
    assertEquals(1, sweep(NOW + GRACE, GRACE).sweptChunks());
  }

  @Test
  void sweepingAMissingChunkDoesNothing() {
    Outcome outcome = store.commit(batch(NOW).sweep(List.of(id("never stored")), 0).build());
    assertEquals(0, outcome.sweptChunks());
    assertEquals(0, outcome.sweptBytes());
  }

  private void delete(String key, long now) {
    store.commit(batch(now).delete(Table.FILES, key).build());
  }

  private Outcome sweep(long now, long grace) {
    List<String> all = store.chunks().stream().map(ChunkRow::id).toList();
    return store.commit(batch(now).sweep(all, grace).build());
  }
}
