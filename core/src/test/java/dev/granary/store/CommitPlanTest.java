package dev.granary.store;

import static dev.granary.store.Samples.NOW;
import static dev.granary.store.Samples.batch;
import static dev.granary.store.Samples.chunk;
import static dev.granary.store.Samples.file;
import static dev.granary.store.Samples.id;
import static dev.granary.store.Samples.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests which rows and chunks a plan reads. */
final class CommitPlanTest {
  private static boolean bringsChunksOnly(Batch batch, Row... old) {
    return plan(batch, old).bringsChunksOnly();
  }

  private static CommitPlan plan(Batch batch, Row... old) {
    CommitPlan plan = new CommitPlan(batch, Header.empty());
    Map<RowKey, Row> rows = new HashMap<>();
    for (Row row : old) {
      rows.put(new RowKey(row.table(), row.key()), row);
    }
    assertEquals(null, plan.weigh(rows));
    return plan;
  }

  private static Batch.Builder two() {
    return file("a", "1", "22").put(row(Table.FILES, "b", "22"));
  }

  @Test
  void newFilesReadOnlyTheirChunks() {
    assertTrue(bringsChunksOnly(two().build()));
    assertTrue(bringsChunksOnly(file("a").put(row(Table.FILES, "b")).build()));
  }

  @Test
  void aSingleNewChunkIsCheckedForALostRow() {
    assertFalse(bringsChunksOnly(file("a", "1").build()));
  }

  @Test
  void aRowThatKeepsItsChunksReadsNone() {
    assertTrue(bringsChunksOnly(two().build(), row(Table.FILES, "a", "1")));
  }

  @Test
  void aChunkThatMayHaveLostItsLastNameIsRead() {
    assertFalse(bringsChunksOnly(two().build(), row(Table.FILES, "a", "333")));
    assertFalse(
        bringsChunksOnly(two().delete(Table.FILES, "c").build(), row(Table.FILES, "c", "333")));
    assertFalse(bringsChunksOnly(batch(NOW).sweep(List.of(id("1")), 0).build()));
  }

  @Test
  void aNamedChunkThatTheBatchDoesNotBringIsRead() {
    assertFalse(bringsChunksOnly(two().put(row(Table.FILES, "c", "4444")).build()));
  }

  @Test
  void aChunkThatReplacesDamagedBytesIsRead() {
    Batch.Builder mending = two().put(row(Table.FILES, "c", "4444"));
    assertTrue(bringsChunksOnly(mending.have(chunk("4444")).build()));
    assertFalse(bringsChunksOnly(mending.have(chunk("4444").replacing(7)).build()));
  }

  @Test
  void withoutAReadAllChunksAreWritten() {
    CommitPlan plan = plan(two().build());
    assertTrue(plan.decide(Map.of(), Map.of()).committed());
    assertEquals(2, plan.writes().chunkPuts().size());
    assertEquals(2, plan.writes().bytesPuts().size());
    assertEquals(0, plan.writes().bytesDeletes().size());
  }
}
