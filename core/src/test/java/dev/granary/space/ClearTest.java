package dev.granary.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Clock;
import dev.granary.store.Batch;
import dev.granary.store.FaultyStore;
import dev.granary.store.FaultyStore.Fault;
import dev.granary.store.GlassStore;
import dev.granary.store.Outcome;
import dev.granary.store.Outcome.Result;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing of what was there is left, by pages, each of them whole. */
final class ClearTest {
  private static final Clock NOON = () -> 1_800_000_000_000L;

  private final GlassStore disk = new GlassStore();
  private final FaultyStore store = new FaultyStore(disk);
  private final Sweep sweep = new Sweep(store, NOON, () -> journal -> true);
  private final Clear clear = new Clear(store, NOON, sweep);

  @AfterEach
  void totalsEqualARecount() {
    assertEquals(disk.recount().toString(), disk.totals().toString());
  }

  private void put(Table table, String key) {
    Batch.Builder batch = Batch.of(table == Table.ACCESS ? Step.ACCESS : Step.FILE_PIN, 1);
    disk.commit(batch.put(new Row(table, key, 0, 7, List.of(), "1")).build());
  }

  @ParameterizedTest
  @EnumSource(Table.class)
  void everyTableIsEmptied(Table table) {
    put(table, "a");
    put(table, "");
    assertNull(clear.run());
    assertEquals(List.of(), disk.rows(table));
  }

  @Test
  void anEmptyStoreTakesNoCommit() {
    assertNull(clear.run());
    assertEquals(0, store.commits(Step.CLEAR));
    assertEquals(0, store.commits(Step.SWEEP));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 255, 256, 257, 512, 700})
  void manyRowsGoByPages(int count) {
    IntStream.range(0, count).forEach(i -> put(Table.DOCUMENTS, "d" + i));
    assertNull(clear.run());
    assertEquals(List.of(), disk.rows(Table.DOCUMENTS));
    assertEquals((count + 255) / 256, store.commits(Step.CLEAR));
  }

  @Test
  void whatIsWrittenAfterwardsHasAStampThatWasNeverThere() {
    put(Table.FILES, "k");
    long before = disk.row(Table.FILES, "k").stamp();
    clear.run();
    put(Table.FILES, "k");
    assertTrue(disk.row(Table.FILES, "k").stamp() > before);
  }

  @Test
  void aDiskThatIsMoreThanFullIsEmptiedTheSame() {
    IntStream.range(0, 300).forEach(i -> put(Table.DOCUMENTS, "d" + i));
    store.failAt(Step.CLEAR, 2, Fault.QUOTA);
    assertNull(clear.run());
    assertTrue(store.fired());
    assertEquals(List.of(), disk.rows(Table.DOCUMENTS));
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"FAIL", "QUOTA"})
  void aPageThatFailsLeavesTheRestWhole(Fault fault) {
    IntStream.range(0, 300).forEach(i -> put(Table.DOCUMENTS, "d" + (100 + i)));
    store.failAt(Step.CLEAR, 2, fault == Fault.FAIL ? 1 : 2, fault);
    Outcome outcome = clear.run();
    assertEquals(fault == Fault.FAIL ? Result.FAILED : Result.QUOTA, outcome.result());
    List<String> rest = disk.rows(Table.DOCUMENTS).stream().map(Row::key).toList();
    assertEquals(IntStream.range(256, 300).mapToObj(i -> "d" + (100 + i)).toList(), rest);
    assertNull(clear.run());
    assertEquals(List.of(), disk.rows(Table.DOCUMENTS));
  }
}
