package dev.granary.store;

import static dev.granary.store.Samples.NOW;
import static dev.granary.store.Samples.assertTotalsEqualARecount;
import static dev.granary.store.Samples.batch;
import static dev.granary.store.Samples.file;
import static dev.granary.store.Samples.id;
import static dev.granary.store.Samples.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests that a group of batches does what each batch does alone. */
final class BatchGroupTest {
  private final GlassStore alone = new GlassStore();
  private final GlassStore together = new GlassStore();

  private void commit(Batch... batches) {
    BatchGroup group = new BatchGroup();
    for (Batch batch : batches) {
      assertTrue(group.add(batch));
      assertTrue(alone.commit(batch).committed());
    }
    assertTrue(together.commit(group.merged()).committed());
    assertEquals(alone.totals().toString(), together.totals().toString());
    assertEquals(texts(alone), texts(together));
    assertTotalsEqualARecount(together);
    assertEquals(
        alone.chunks().stream().map(ChunkRow::condemned).toList(),
        together.chunks().stream().map(ChunkRow::condemned).toList());
  }

  private static List<String> texts(GlassStore store) {
    return store.rows(Table.FILES).stream().map(row -> row.key() + row.text()).toList();
  }

  @Test
  void newFilesMayShareChunks() {
    commit(file("a", "1", "22").build(), file("b", "22", "333").build(), file("c", "1").build());
    assertEquals(6, together.totals().storedBytes());
  }

  @Test
  void aChunkThatOneBatchDropsAnotherMayName() {
    commit(file("a", "1", "22").build(), file("b", "333").build());
    commit(batch(NOW).delete(Table.FILES, "a").build(), file("b", "22").build());
    assertFalse(together.chunk(id("22")).condemned());
    assertTrue(together.chunk(id("1")).condemned());
  }

  @Test
  void aGroupOfOneIsThatBatch() {
    Batch batch = file("a", "1").build();
    BatchGroup group = new BatchGroup();
    group.add(batch);
    assertSame(batch, group.merged());
  }

  @Test
  void aBatchThatUsesARowOfTheGroupIsNotAdded() {
    BatchGroup group = new BatchGroup();
    assertTrue(group.add(file("a", "1").build()));
    assertFalse(group.add(file("a", "22").build()));
    assertFalse(group.add(batch(NOW).delete(Table.FILES, "a").build()));
    assertFalse(
        group.add(batch(NOW).requireAbsent(Table.FILES, "a").delete(Table.JOURNALS, "b").build()));
    assertTrue(group.add(batch(NOW).delete(Table.JOURNALS, "a").build()));
    assertEquals(2, group.size());
  }

  @Test
  void inAMergedBatchOneRefusalRefusesAll() {
    BatchGroup group = new BatchGroup();
    group.add(file("a", "1").build());
    group.add(batch(NOW).requirePresent(Table.FILES, "b").delete(Table.FILES, "b").build());
    assertEquals(Outcome.Result.REFUSED, together.commit(group.merged()).result());
    assertEquals(List.of(), together.rows(Table.FILES));
  }

  @Test
  void aRefusedBatchDoesNotAffectTheOthers() {
    BatchGroup group = new BatchGroup();
    group.add(batch(NOW).requirePresent(Table.FILES, "b").delete(Table.FILES, "b").build());
    group.add(file("a", "1").build());
    group.add(file("c", "22").requireAbsent(Table.JOURNALS, "c").build());
    assertNull(group.refused(0));
    assertTrue(together.commit(group.weigh(Map.of())).committed());
    assertEquals(new RowKey(Table.FILES, "b"), group.refused(0).unmet().row());
    assertNull(group.refused(1));
    assertNull(group.refused(2));
    assertEquals(2, together.rows(Table.FILES).size());
  }

  /**
   * A store that predicted wrong weighs the group again, and the rows may have changed meanwhile.
   */
  @Test
  void aSecondWeighingForgetsTheFirst() {
    BatchGroup group = new BatchGroup();
    group.add(batch(NOW).requirePresent(Table.FILES, "a").delete(Table.FILES, "a").build());
    group.add(batch(NOW).requireAbsent(Table.FILES, "b").delete(Table.JOURNALS, "b").build());
    Map<RowKey, Row> before =
        Map.of(new RowKey(Table.FILES, "a"), row(Table.FILES, "a").withStamp(1));
    Map<RowKey, Row> after =
        Map.of(new RowKey(Table.FILES, "b"), row(Table.FILES, "b").withStamp(2));
    assertEquals(group.merged().deletes(), group.weigh(before).deletes());
    assertNull(group.weigh(after));
    assertEquals(new RowKey(Table.FILES, "a"), group.refused(0).unmet().row());
    assertEquals(new RowKey(Table.FILES, "b"), group.refused(1).unmet().row());
    assertTrue(group.settledBy(group.refused(0)));
    assertEquals(group.merged().deletes(), group.weigh(before).deletes());
    assertNull(group.refused(0));
    assertNull(group.refused(1));
    assertFalse(group.settledBy(Outcome.quota(null)));
  }

  @Test
  void whenAllAreRefusedNoBatchRemains() {
    BatchGroup group = BatchGroup.of(file("a", "1").requirePresent(Table.JOURNALS, "a").build());
    assertNull(group.weigh(Map.of()));
    assertEquals(Outcome.Result.REFUSED, group.refused(0).result());
  }

  @Test
  void theGroupIsSettledWhenItCommitsOrEachBatchIsRefusedForItself() {
    BatchGroup group = new BatchGroup();
    group.add(file("a", "1").requirePresent(Table.JOURNALS, "a").build());
    group.add(file("b", "2").requirePresent(Table.JOURNALS, "b").build());
    assertNull(group.weigh(Map.of()));
    assertTrue(group.settledBy(group.refused(0)));
    assertTrue(group.settledBy(together.commit(file("c", "3").build())));
  }

  @Test
  void theRefusalOfAMissingChunkSettlesNoBatch() {
    BatchGroup group = new BatchGroup();
    group.add(batch(NOW).put(row(Table.FILES, "a", "missing")).build());
    group.add(file("b", "2").build());
    Outcome outcome = together.commit(group.weigh(Map.of()));
    assertEquals(Outcome.Result.REFUSED, outcome.result());
    assertFalse(group.settledBy(outcome));
    assertFalse(group.settledBy(Outcome.failed(null)));
    assertFalse(group.settledBy(Outcome.quota(null)));
  }

  @Test
  void theSmallestBudgetAppliesToAll() {
    BatchGroup group = new BatchGroup();
    group.add(file("a", "1", "22").build());
    group.add(file("b", "333").within(5).build());
    assertEquals(Outcome.Result.QUOTA, together.commit(group.merged()).result());
  }

  @Test
  void acceptsOnlyPlainSmallBatches() {
    assertTrue(BatchGroup.takes(file("a", "1").build()));
    assertFalse(BatchGroup.takes(file("a", "1".repeat(256 * 1024 + 1)).build()));
    assertFalse(BatchGroup.takes(batch(NOW).sweep(List.of(id("1")), 0).build()));
    assertFalse(BatchGroup.takes(batch(NOW).delete(Table.FILES, "a").build().asBare()));
    assertFalse(BatchGroup.takes(Batch.of(Step.ACCESS, NOW).put(Samples.access("a", 1)).build()));
  }

  @Test
  void aGroupHasAMaximumSize() {
    BatchGroup group = new BatchGroup();
    int taken = 0;
    while (group.add(file("key " + taken, "1").build())) {
      taken++;
    }
    assertEquals(BatchGroup.MOST, taken);
  }
}
