package dev.granary.store;

import static dev.granary.store.Samples.NOW;
import static dev.granary.store.Samples.assertTotalsEqualARecount;
import static dev.granary.store.Samples.batch;
import static dev.granary.store.Samples.chunk;
import static dev.granary.store.Samples.file;
import static dev.granary.store.Samples.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Cancel;
import dev.granary.space.Sweep;
import dev.granary.store.FaultyStore.Fault;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests chunks whose rows were lost, and rows that point at the bytes of another chunk. */
final class OrphansTest {
  private final GlassStore store = new GlassStore();
  private final Sweep sweep = new Sweep(store, () -> NOW, () -> journal -> true);

  @AfterEach
  void totalsEqualARecount() {
    assertEquals(store.recount().toString(), store.read(Keys.none().totals()).totals().toString());
  }

  private void sweepAll() {
    assertNull(sweep.sweepAll(Cancel.NEVER).failure());
    assertTotalsEqualARecount(store);
  }

  @Test
  void aLostRowThatIsStoredAgainUnderItsKeyIsCountedOnce() {
    store.commit(file("a", "1").build());
    store.loseRow(id("1"));
    store.commit(file("a", "1").build());
  }

  @Test
  void aLostRowThatIsStoredAgainUnderAnotherKeyIsCountedOnce() {
    store.commit(file("a", "1").build());
    store.loseRow(id("1"));
    store.commit(file("b", "1").build());
    assertEquals(2, store.bytesCount());
    sweepAll();
    assertNotNull(store.bytes(id("1")));
  }

  /**
   * In a group of small files the store does not count who names each chunk. The reader that found
   * the chunk missing reports it.
   */
  @Test
  void aLostRowThatAReaderReportedIsCountedOnceInAGroup() {
    store.commit(file("a", "1").build());
    store.loseRow(id("1"));
    store.commit(
        Batch.of(Step.FILE_PUT, NOW)
            .put(Samples.row(Table.FILES, "b", "1"))
            .put(Samples.row(Table.FILES, "c", "22"))
            .have(chunk("1").replacing(ChunkRow.NOWHERE))
            .have(chunk("22"))
            .build());
  }

  @Test
  void aFileWhoseChunkWasLostIsDeletedWithoutATrace() {
    store.commit(file("a", "1").build());
    store.commit(file("b", "22").build());
    store.loseRow(id("1"));
    store.commit(batch(NOW).delete(Table.FILES, "a").build());
    sweepAll();
    assertEquals(1, store.bytesCount());
  }

  @Test
  void bytesWithoutARowAreDeletedWithTheGarbage() {
    for (String text : List.of("1", "22", "333")) {
      store.commit(file(text, text).build());
    }
    store.loseRow(id("1"));
    store.loseRow(id("333"));
    sweepAll();
    assertEquals(1, store.bytesCount());
    assertNotNull(store.bytes(id("22")));
  }

  @Test
  void bytesWithoutARowAreDeletedOnAFullDisk() {
    store.commit(file("a", "1").build());
    store.loseRow(id("1"));
    FaultyStore full = new FaultyStore(store).failAt(Step.RECOUNT, 1, Fault.QUOTA);
    Batch recount = Batch.of(Step.RECOUNT, NOW).build();
    Outcome outcome = full.commit(recount);
    assertTrue(outcome.committed());
    assertEquals(1, outcome.sweptChunks());
    assertEquals(0, store.bytesCount());
    assertEquals(0, full.commit(recount).sweptChunks());
  }

  @Test
  void sweepingAMisplacedRowKeepsTheOtherChunksBytes() {
    store.commit(file("a", "1").build());
    store.commit(file("b", "2").build());
    store.misplace(id("1"), id("2"));
    store.commit(batch(NOW).delete(Table.FILES, "a").build());
    sweepAll();
    assertNull(store.chunk(id("1")));
    assertNotNull(store.bytes(id("2")));
    assertEquals(1, store.bytesCount());
  }

  @Test
  void aBareDeletionOfAMisplacedRowKeepsTheOtherChunksBytes() {
    store.commit(file("a", "1").build());
    store.commit(file("b", "2").build());
    store.misplace(id("1"), id("2"));
    store.commit(batch(NOW).delete(Table.FILES, "a").build().asBare());
    assertNull(store.chunk(id("1")));
    assertNotNull(store.bytes(id("2")));
  }

  @Test
  void repairingAMisplacedRowKeepsTheOtherChunksBytes() {
    store.commit(file("a", "1").build());
    store.commit(file("b", "2").build());
    store.misplace(id("1"), id("2"));
    long place = store.chunk(id("2")).physicalId();
    store.commit(
        Batch.of(Step.FILE_PUT, NOW)
            .put(Samples.row(Table.FILES, "a", "1"))
            .have(chunk("1").replacing(place))
            .build());
    assertTrue(store.chunk(id("1")).physicalId() > place);
    assertNotNull(store.bytes(id("1")));
    assertNotNull(store.bytes(id("2")));
    sweepAll();
  }

  @Test
  void whenBothAreDeletedTheNextRecountDeletesTheirBytes() {
    store.commit(file("a", "1").build());
    store.commit(file("b", "2").build());
    store.misplace(id("1"), id("2"));
    store.commit(batch(NOW).delete(Table.FILES, "a").delete(Table.FILES, "b").build());
    sweepAll();
    assertEquals(0, store.bytesCount());
  }

  @Test
  void aRepairedChunkIsCountedAgain() {
    store.commit(file("a", "1").build());
    // A damaged record of a database reads like this.
    store.blur(id("1"));
    store.commit(
        Batch.of(Step.FILE_PUT, NOW)
            .put(Samples.row(Table.FILES, "a", "1"))
            .have(chunk("1").replacing(store.chunk(id("1")).physicalId()))
            .build());
    sweepAll();
    assertEquals(1, store.bytesCount());
  }

  @Test
  void anUnreadableChunkThatIsSweptIsCountedAgain() {
    store.commit(file("a", "1").build());
    store.blur(id("1"));
    store.commit(batch(NOW).delete(Table.FILES, "a").build());
    sweepAll();
    assertEquals(0, store.bytesCount());
    assertEquals(0, store.totals().storedBytes());
  }
}
