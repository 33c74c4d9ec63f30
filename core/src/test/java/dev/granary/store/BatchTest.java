package dev.granary.store;

import static dev.granary.store.Samples.NOW;
import static dev.granary.store.Samples.batch;
import static dev.granary.store.Samples.chunk;
import static dev.granary.store.Samples.file;
import static dev.granary.store.Samples.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that a builder refuses batches that make no sense. */
final class BatchTest {
  @Test
  void aRowCannotBeWrittenTwice() {
    misuse(file("a").put(row(Table.FILES, "a")));
    misuse(file("a").delete(Table.FILES, "a"));
    misuse(batch(NOW).delete(Table.FILES, "a").delete(Table.FILES, "a"));
    assertEquals(2, file("a").put(row(Table.JOURNALS, "a")).build().puts().size());
  }

  @Test
  void aStoredChunkMustBeNamed() {
    misuse(batch(NOW).have(chunk("x")));
    misuse(file("a", "x").have(chunk("y")));
    assertEquals(1, file("a", "x").build().chunks().size());
  }

  @ParameterizedTest
  @EnumSource(Table.class)
  void onlyAccessTimesAreRelaxed(Table table) {
    Batch.Builder put = Batch.of(Step.ACCESS, NOW).put(new Row(table, "a", 0, 0, List.of(), ""));
    Batch.Builder delete = Batch.of(Step.ACCESS, NOW).delete(table, "a");
    if (table == Table.ACCESS) {
      assertTrue(put.build().relaxed());
      assertTrue(delete.build().relaxed());
    } else {
      misuse(put);
      misuse(delete);
    }
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void everyOtherStepIsStrict(Step step) {
    assertEquals(step == Step.ACCESS, Batch.of(step, NOW).build().relaxed());
  }

  @ParameterizedTest
  @EnumSource(Table.class)
  void onlyTablesThatNameChunksCanNameThem(Table table) {
    List<String> names = List.of("id");
    if (table.namesChunks()) {
      assertEquals(names, new Row(table, "k", 0, 0, names, "").names());
    } else {
      assertThrows(IllegalArgumentException.class, () -> new Row(table, "k", 0, 0, names, ""));
    }
  }

  /** Access times are neither counted nor strict. */
  @Test
  void anAccessKeepsItsTimeAndChangesNoTotals() {
    GlassStore store = new GlassStore();
    store.commit(file("a", "x").build());
    String before = store.totals().toString();
    Row access = Samples.access("file/a", NOW);
    store.commit(Batch.of(Step.ACCESS, NOW).put(access).build());
    assertEquals(Long.toString(NOW), store.row(Table.ACCESS, "file/a").text());
    assertEquals(before, store.totals().toString());
    store.commit(batch(NOW).delete(Table.ACCESS, "file/a").build());
    assertEquals(before, store.totals().toString());
    assertEquals(List.of(), store.rows(Table.ACCESS));
  }

  @Test
  void aBuiltBatchDoesNotChange() {
    Batch.Builder builder = file("a", "x");
    Batch batch = builder.build();
    builder.put(row(Table.FILES, "b"));
    assertEquals(1, batch.puts().size());
    assertFalse(batch.puts() == builder.build().puts());
  }

  private static void misuse(Batch.Builder batch) {
    assertThrows(IllegalStateException.class, batch::build);
  }
}
