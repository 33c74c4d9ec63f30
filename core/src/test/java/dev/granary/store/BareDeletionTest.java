package dev.granary.store;

import static dev.granary.store.Samples.NOW;
import static dev.granary.store.Samples.assertTotalsEqualARecount;
import static dev.granary.store.Samples.batch;
import static dev.granary.store.Samples.file;
import static dev.granary.store.Samples.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.store.FaultyStore.Fault;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests deletions on a disk that can write no row any more. */
final class BareDeletionTest {
  private static final long GRACE = 1000;

  private final GlassStore store = new GlassStore();

  @AfterEach
  void totalsEqualARecount() {
    Totals read = store.read(Keys.none().totals()).totals();
    assertEquals(store.recount().toString(), read.toString());
    assertEquals(store.chunks().size(), store.bytesCount());
  }

  private Outcome bare(Batch.Builder batch) {
    return store.commit(batch.build().asBare());
  }

  @Test
  void deletesUnnamedChunksAtOnceAndKeepsSharedOnes() {
    store.commit(file("a", "alone", "shared").build());
    store.commit(file("b", "shared").build());
    Outcome outcome = bare(batch(NOW).delete(Table.FILES, "a"));
    assertTrue(outcome.committed());
    assertEquals(1, outcome.sweptChunks());
    assertEquals(5, outcome.sweptBytes());
    assertNull(store.chunk(id("alone")));
    assertFalse(store.chunk(id("shared")).condemned());
    assertEquals(List.of("b"), store.rows(Table.FILES).stream().map(Row::key).toList());
  }

  /** A full disk cannot write any row: bare deletions exist for this. */
  @Test
  void writesNoRow() {
    Row old = file("a", "1", "22").build().puts().get(0);
    ChunkRow alone = new ChunkRow(id("1"), 1, 1, 1, NewChunk.IDENTITY, new int[1], 0);
    ChunkRow shared = new ChunkRow(id("22"), 2, 2, 2, NewChunk.IDENTITY, new int[1], 0);
    Batch batch = batch(NOW).delete(Table.FILES, "a").build().asBare();
    CommitPlan plan = new CommitPlan(batch, new Header(7, 2, null));
    assertNull(plan.weigh(Map.of(new RowKey(Table.FILES, "a"), old)));
    Map<String, ChunkRow> stored = Map.of(id("1"), alone, id("22"), shared);
    assertTrue(plan.decide(stored, Map.of(id("1"), 1, id("22"), 2)).committed());
    assertEquals(List.of(), plan.writes().rowPuts());
    assertEquals(List.of(), plan.writes().chunkPuts());
    assertEquals(List.of(), plan.writes().bytesPuts());
    assertEquals(List.of(alone), plan.writes().chunkDeletes());
    assertNull(plan.writes().header().totals());
  }

  @Test
  void theNextCommitCountsAgain() {
    store.commit(file("a", "1").build());
    store.commit(file("b", "22").build());
    bare(batch(NOW).delete(Table.FILES, "a"));
    assertFalse(store.totalsKnown());
    store.commit(file("c", "333").build());
    assertTrue(store.totalsKnown());
    assertTotalsEqualARecount(store);
  }

  @Test
  void stampsAreNotReused() {
    store.commit(file("a", "1").build());
    long before = store.row(Table.FILES, "a").stamp();
    bare(batch(NOW).delete(Table.FILES, "a"));
    store.commit(file("a", "1").build());
    assertTrue(store.row(Table.FILES, "a").stamp() > before);
  }

  @Test
  void anUnmetRequirementDeletesNothing() {
    store.commit(file("a", "1").build());
    Batch.Builder batch = batch(NOW).requireStamp(Table.FILES, "a", 99).delete(Table.FILES, "a");
    assertEquals(Outcome.Result.REFUSED, bare(batch).result());
    assertNotNull(store.row(Table.FILES, "a"));
    assertTrue(store.totalsKnown());
  }

  @Test
  void aBareSweepDeletesOnlyDueChunks() {
    store.commit(file("a", "1").build());
    store.commit(file("b", "22").build());
    store.commit(file("c", "333").build());
    store.commit(batch(NOW).delete(Table.FILES, "a").build());
    store.commit(batch(NOW + GRACE).delete(Table.FILES, "b").build());
    List<String> all = List.of(id("1"), id("22"), id("333"));
    assertEquals(1, bare(batch(NOW + GRACE).sweep(all, GRACE)).sweptChunks());
    assertEquals(NOW + GRACE, store.chunk(id("22")).condemnedAt());
    assertEquals(1, bare(batch(NOW + GRACE).sweep(all, 0)).sweptChunks());
    assertEquals(List.of(id("333")), store.chunks().stream().map(ChunkRow::id).toList());
  }

  @Test
  void aDeletionWithoutRoomBecomesBare() {
    store.commit(file("a", "1").build());
    FaultyStore full = new FaultyStore(store).failAt(Step.FILE_DELETE, 1, Fault.QUOTA);
    Batch batch = Batch.of(Step.FILE_DELETE, NOW).delete(Table.FILES, "a").build();
    assertTrue(full.commit(batch).committed());
    assertEquals(2, full.commits(Step.FILE_DELETE));
    assertNull(store.row(Table.FILES, "a"));
  }

  @Test
  void onlyADeletionCanBeBare() {
    Batch batch = file("a", "1").build();
    assertThrows(IllegalStateException.class, batch::asBare);
    FaultyStore full = new FaultyStore(store).failAt(batch.step(), 1, Fault.QUOTA);
    assertEquals(Outcome.Result.QUOTA, full.commit(batch).result());
  }
}
