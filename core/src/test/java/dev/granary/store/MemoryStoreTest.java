package dev.granary.store;

import static dev.granary.store.Samples.NOW;
import static dev.granary.store.Samples.assertTotalsEqualARecount;
import static dev.granary.store.Samples.batch;
import static dev.granary.store.Samples.chunk;
import static dev.granary.store.Samples.file;
import static dev.granary.store.Samples.id;
import static dev.granary.store.Samples.row;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.store.Outcome.Result;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests the rules of a commit: what it requires, what it stores, what it never does twice. */
final class MemoryStoreTest {
  private final GlassStore store = new GlassStore();

  @Test
  void absentHoldsOnlyWithoutTheRow() {
    Batch batch = file("a", "x").requireAbsent(Table.FILES, "a").build();
    assertTrue(store.commit(batch).committed());
    assertRefused(new RowKey(Table.FILES, "a"), batch);
  }

  @Test
  void presentHoldsOnlyWithTheRow() {
    Batch batch = file("b", "y").requirePresent(Table.FILES, "a").build();
    assertRefused(new RowKey(Table.FILES, "a"), batch);
    store.commit(file("a", "x").build());
    assertTrue(store.commit(batch).committed());
  }

  @Test
  void aStampHoldsOnlyForThatWriteOfTheRow() {
    long first = store.commit(file("a", "x").build()).stamp();
    assertEquals(first, store.row(Table.FILES, "a").stamp());
    Batch once = file("a", "y").requireStamp(Table.FILES, "a", first).build();
    assertTrue(store.commit(once).committed());
    assertRefused(new RowKey(Table.FILES, "a"), once);
    store.commit(batch(NOW).delete(Table.FILES, "a").build());
    assertRefused(new RowKey(Table.FILES, "a"), once);
  }

  @Test
  void oneUnmetRequirementAmongManyRefusesAll() {
    store.commit(file("a", "x").build());
    Batch batch =
        file("b", "y")
            .requirePresent(Table.FILES, "a")
            .requireAbsent(Table.JOURNALS, "a")
            .requirePresent(Table.MODELS, "m")
            .delete(Table.FILES, "a")
            .build();
    assertRefused(new RowKey(Table.MODELS, "m"), batch);
  }

  @Test
  void stampsAreNeverReusedEvenAfterADeletion() {
    long last = 0;
    for (int i = 0; i < 5; i++) {
      long stamp = store.commit(file("a", "x").build()).stamp();
      assertTrue(stamp > last, stamp + " after " + last);
      assertEquals(stamp, store.row(Table.FILES, "a").stamp());
      last = stamp;
      long deleted = store.commit(batch(NOW).delete(Table.FILES, "a").build()).stamp();
      assertTrue(deleted > last);
      last = deleted;
    }
  }

  @Test
  void aRowThatNamesAMissingChunkIsRefused() {
    Batch batch = batch(NOW).put(row(Table.FILES, "a", "there", "missing")).build();
    store.commit(file("other", "there").build());
    Outcome outcome = refused(batch);
    assertEquals(id("missing"), outcome.unmet().chunk());
    assertNull(outcome.unmet().row());
  }

  @Test
  void aStoredChunkIsNotWrittenAgain() {
    store.commit(file("a", "x").build());
    long place = store.chunk(id("x")).physicalId();
    store.commit(file("b", "x").build());
    assertEquals(place, store.chunk(id("x")).physicalId());
    assertEquals(1, store.totals().chunkCount());
    assertEquals(1, store.totals().storedBytes());
    assertTotalsEqualARecount(store);
  }

  @Test
  void aChunkOfferedTwiceInOneBatchIsWrittenOnce() {
    store.commit(file("a", "x").have(chunk("x")).build());
    assertEquals(1, store.bytesCount());
    assertTotalsEqualARecount(store);
  }

  @Test
  void aCondemnedChunkThatIsNamedAgainIsRedeemed() {
    store.commit(file("a", "x").build());
    store.commit(batch(NOW).delete(Table.FILES, "a").build());
    assertTrue(store.chunk(id("x")).condemned());
    store.commit(file("b", "x").build());
    assertFalse(store.chunk(id("x")).condemned());
    assertEquals(0, store.totals().garbageBytes());
    assertEquals(1, store.bytesCount());
    assertTotalsEqualARecount(store);
  }

  /** A row that names a chunk redeems it, even without offering its bytes. */
  @Test
  void aCondemnedChunkIsRedeemedByItsNameAlone() {
    store.commit(file("a", "x").build());
    store.commit(batch(NOW).delete(Table.FILES, "a").build());
    assertTrue(store.commit(batch(NOW).put(row(Table.FILES, "b", "x")).build()).committed());
    assertFalse(store.chunk(id("x")).condemned());
    assertTotalsEqualARecount(store);
  }

  @Test
  void physicalIdsAreNeverReused() {
    store.commit(file("a", "x").build());
    long first = store.chunk(id("x")).physicalId();
    store.commit(batch(NOW).delete(Table.FILES, "a").sweep(List.of(id("x")), 0).build());
    assertEquals(0, store.bytesCount());
    store.commit(file("a", "x").build());
    assertTrue(store.chunk(id("x")).physicalId() > first);
  }

  @Test
  void theStoreCopiesTheBytes() {
    NewChunk borrowed = chunk("abc");
    Row row = row(Table.FILES, "a", "abc");
    store.commit(Batch.of(Step.FILE_CHUNK, NOW).put(row).have(borrowed).build());
    borrowed.bytes()[0] = 'z';
    Payload payload = store.read(Keys.none().payload(id("abc"))).payload(id("abc"));
    assertArrayEquals("abc".getBytes(StandardCharsets.UTF_8), payload.begin(0, 3).join());
  }

  @Test
  void theBudgetIsExactToTheByte() {
    store.commit(file("a", "12345").build());
    String before = state();
    Outcome outcome = store.commit(file("b", "678").within(7).build());
    assertEquals(Result.QUOTA, outcome.result());
    assertEquals(before, state());
    assertTrue(store.commit(file("b", "678").within(8).build()).committed());
  }

  /** A batch that adds no bytes needs no room, so a full store can always be cleaned. */
  @Test
  void overBudgetABatchWithoutNewBytesCommits() {
    store.commit(file("a", "12345").build());
    assertTrue(store.commit(file("b", "12345").within(1).build()).committed());
    assertTrue(store.commit(batch(NOW).within(1).delete(Table.FILES, "a").build()).committed());
  }

  @Test
  void onlyTheLazyFormReturnsPayloadsWithContent() {
    for (ChunkForm form : ChunkForm.values()) {
      GlassStore formed = new GlassStore(form);
      formed.commit(file("a", "x").build());
      Snapshot content = formed.read(Keys.none().content(Table.FILES, "a"));
      assertEquals(form.lazy(), content.payload(id("x")) != null);
      assertEquals(1, content.chunk(id("x")).size());
      assertEquals(1, formed.read(Keys.none().payload(id("x"))).payload(id("x")).size());
    }
  }

  private void assertRefused(RowKey unmet, Batch batch) {
    assertEquals(unmet, refused(batch).unmet().row());
  }

  private Outcome refused(Batch batch) {
    String before = state();
    Outcome outcome = store.commit(batch);
    assertEquals(Result.REFUSED, outcome.result());
    assertEquals(before, state(), "a refused batch wrote something");
    assertTotalsEqualARecount(store);
    return outcome;
  }

  private String state() {
    StringBuilder out = new StringBuilder(store.totals().toString());
    for (Table table : Table.values()) {
      out.append(store.rows(table));
    }
    store.chunks().forEach(each -> out.append(each.id()).append(each.condemnedAt()));
    return out.append(store.bytesCount()).toString();
  }
}
