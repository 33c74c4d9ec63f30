package dev.granary.collection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.store.FaultyStore.Death;
import dev.granary.store.FaultyStore.Fault;
import dev.granary.store.NewChunk;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class StoredCollectionsTest {
  private static final String OLD = "aa bb cc";
  private static final String NEW = "aa dd bb e";

  private CollectionRig rig = new CollectionRig();

  private static void fails(Code code, Executable call) {
    assertEquals(code, assertThrows(GranaryException.class, call).code());
  }

  @Test
  void aCollectionIsSavedOpenedListedAndDeleted() {
    assertNull(rig.read("c"));
    CollectionManifest saved = rig.save("c", StoredCollections.NEVER, OLD, "");
    assertEquals(List.of("aa", "bb", "cc"), rig.made);
    assertEquals(OLD, rig.read("c"));
    assertEquals(saved.generation(), rig.generation("c"));
    rig.save("b", StoredCollections.NEVER, "aa", "");
    List<CollectionManifest> all = rig.collections.list();
    assertEquals(List.of("b", "c"), all.stream().map(CollectionManifest::name).toList());
    assertEquals(List.of(1, 3), all.stream().map(CollectionManifest::items).toList());
    assertEquals(List.of(2L, 6L), all.stream().map(CollectionManifest::bytes).toList());
    assertEquals(3, all.get(0).dimensions());
    assertEquals(2, rig.disk.totals().count(Table.COLLECTIONS));
    assertEquals(8, rig.disk.totals().bytes(Table.COLLECTIONS));
    assertTrue(rig.collections.delete("c"));
    assertFalse(rig.collections.delete("c"));
    assertNull(rig.read("c"));
    rig.assertNothingIsLeftBehind();
    assertEquals("aa", rig.read("b"));
  }

  @Test
  void onlyNewSegmentsAreMadeAndStored() {
    long first = rig.save("c", StoredCollections.NEVER, OLD, "").generation();
    long second = rig.save("c", first, NEW, OLD).generation();
    assertEquals(List.of("dd", "e"), rig.made);
    assertEquals(NEW, rig.read("c"));
    assertNotEquals(first, second);
    // Without a new segment there is no journal, and still a new generation.
    long third = rig.save("c", second, "bb aa", NEW).generation();
    assertEquals(List.of(), rig.made);
    assertEquals("bb aa", rig.read("c"));
    assertNotEquals(second, third);
    rig.assertNothingIsLeftBehind();
  }

  @Test
  void ofTwoSessionsTheSecondToSaveGetsAConflict() {
    long first = rig.save("c", StoredCollections.NEVER, OLD, "").generation();
    rig.save("c", first, NEW, OLD);
    fails(Code.CONFLICT, () -> rig.save("c", first, "ff", OLD));
    assertEquals(List.of(), rig.made);
    fails(Code.CONFLICT, () -> rig.save("c", StoredCollections.NEVER, "ff", ""));
    fails(Code.CONFLICT, () -> rig.save("other", first, "ff", ""));
    rig.collections.delete("c");
    fails(Code.CONFLICT, () -> rig.save("c", first, "ff", OLD));
    assertNull(rig.read("c"));
    rig.assertNothingIsLeftBehind();
  }

  /** Another session saves while this one stores its segments. */
  @Test
  void aSaveInBetweenIsNoticedInTheLastTransaction() {
    long first = rig.save("c", StoredCollections.NEVER, OLD, "").generation();
    CollectionRig other = rig;
    boolean[] done = {false};
    Cancel between =
        () -> {
          if (!done[0] && rig.made.contains("dd")) {
            done[0] = true;
            List<String> mine = List.copyOf(rig.made);
            other.save("c", first, "zz", OLD);
            rig.made.clear();
            rig.made.addAll(mine);
          }
        };
    fails(Code.CONFLICT, () -> rig.save("c", first, NEW, OLD, between));
    assertTrue(done[0]);
    assertEquals("zz", rig.read("c"));
    rig.assertNothingIsLeftBehind();
  }

  @Test
  void anAbortLeavesTheOldImage() {
    long first = rig.save("c", StoredCollections.NEVER, OLD, "").generation();
    IllegalStateException reason = new IllegalStateException("enough");
    Cancel abort =
        () -> {
          if (rig.made.contains("e")) {
            throw reason;
          }
        };
    assertEquals(
        reason,
        assertThrows(IllegalStateException.class, () -> rig.save("c", first, NEW, OLD, abort)));
    assertEquals(OLD, rig.read("c"));
    rig.assertNothingIsLeftBehind();
    rig.save("c", first, NEW, OLD);
    assertEquals(NEW, rig.read("c"));
  }

  @Test
  void aBudgetMakesRoomOfFilesAndNeverOfCollections() {
    rig.save("c", StoredCollections.NEVER, "aaaa", "");
    rig.connect("with a budget", 12);
    rig.file("f", "ffff");
    rig.save("d", StoredCollections.NEVER, "dddd eeee", "");
    assertEquals("aaaa", rig.read("c"));
    assertEquals("dddd eeee", rig.read("d"));
    assertEquals(List.of(), rig.disk.rows(Table.FILES));
    fails(Code.QUOTA, () -> rig.save("e", StoredCollections.NEVER, "gggg", ""));
    assertEquals("aaaa", rig.read("c"));
    rig.assertNothingIsLeftBehind();
  }

  @Test
  void damagedRowsAndChunksAreCorrupt() {
    rig.save("c", StoredCollections.NEVER, OLD, "");
    Row row = rig.disk.rows(Table.COLLECTIONS).get(0);
    for (String text :
        List.of(
            "", "{}", "{\"v\":1}", row.text().replace("\"dimensions\":3", "\"dimensions\":0"))) {
      Row damaged = new Row(row.table(), row.key(), row.stamp(), row.bytes(), row.names(), text);
      fails(Code.CORRUPT, () -> CollectionManifest.of(damaged));
    }
    Row newer =
        new Row(
            row.table(),
            row.key(),
            row.stamp(),
            row.bytes(),
            row.names(),
            row.text().replace("\"v\":1", "\"v\":9"));
    fails(Code.VERSION, () -> CollectionManifest.of(newer));
    assertEquals(NewChunk.IDENTITY, rig.disk.chunks().iterator().next().encoding());
  }

  /** A save fails, finds no room, and dies at each of its commits: old or new, never between. */
  @ParameterizedTest
  @EnumSource(Fault.class)
  void aSaveIsWholeOrHasNotHappened(Fault fault) {
    List<String> struck = new ArrayList<>();
    for (Step step : List.of(Step.FILE_BEGIN, Step.FILE_CHUNK, Step.COLLECTION_PUT)) {
      for (int nth = 1; nth <= 2; nth++) {
        rig = new CollectionRig();
        long first = rig.save("c", StoredCollections.NEVER, OLD, "").generation();
        rig.store.failAt(step, nth, fault == Fault.QUOTA ? 1_000_000 : 1, fault);
        boolean died = false;
        boolean failed = false;
        try {
          rig.save("c", first, NEW, OLD);
        } catch (GranaryException refused) {
          failed = true;
          rig.store.failAt(step, 1, 0, fault);
        } catch (Death death) {
          died = true;
          rig.dieAndReconnect("after a death");
        }
        String now = rig.read("c");
        boolean committed = step == Step.COLLECTION_PUT && fault == Fault.DIE_AFTER;
        if (failed || died) {
          struck.add(step.label());
          assertEquals(committed ? NEW : OLD, now, step + " " + fault);
        } else {
          assertEquals(NEW, now);
        }
        rig.assertNothingIsLeftBehind();
        rig.save("c", rig.generation("c"), NEW, now);
        assertEquals(NEW, rig.read("c"));
        rig.assertNothingIsLeftBehind();
      }
    }
    assertEquals(4, struck.size(), struck.toString());
  }
}
