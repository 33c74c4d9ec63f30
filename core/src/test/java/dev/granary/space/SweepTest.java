package dev.granary.space;

import static dev.granary.store.Samples.NOW;
import static dev.granary.store.Samples.assertTotalsEqualARecount;
import static dev.granary.store.Samples.batch;
import static dev.granary.store.Samples.file;
import static dev.granary.store.Samples.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Clock;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.space.Sweep.Report;
import dev.granary.store.ChunkForm;
import dev.granary.store.FaultyStore;
import dev.granary.store.FaultyStore.Fault;
import dev.granary.store.GlassStore;
import dev.granary.store.Outcome.Result;
import dev.granary.store.Row;
import dev.granary.store.Samples;
import dev.granary.store.Step;
import dev.granary.store.Store;
import dev.granary.store.Table;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which journals expire, and how a sweep walks through all chunks. */
final class SweepTest {
  private static final long DAY = 24 * 3600_000L;

  private final GlassStore store = new GlassStore();
  private final FaultyStore faulty = new FaultyStore(store);
  private long now = NOW;
  private final Clock clock = () -> now;
  private final Sweep sweep =
      new Sweep(faulty, clock, () -> journal -> journal.owner().equals("alive"));

  @ParameterizedTest
  @CsvSource({
    // owner, resumable, days since its last touch, expired
    "alive, false, 0, false",
    "alive, false, 400, false",
    "alive, true, 400, false",
    "alive, true, -400, false",
    "dead, false, 0, true",
    "dead, false, -1, true",
    "dead, true, 0, false",
    "dead, true, 6, false",
    "dead, true, 7, true",
    "dead, true, 8, true",
    "dead, true, -6, false",
    "dead, true, -7, true",
    "dead, true, -400, true"
  })
  void journalsExpireWithTheirOwnersUnlessSomebodyMayResume(
      String owner, boolean resumable, int days, boolean expired) {
    put(journal(owner, resumable, NOW - days * DAY));
    assertNull(sweep.expireJournals(Sweep.KEPT_UNFINISHED).failure());
    assertEquals(expired ? 0 : 1, store.rows(Table.JOURNALS).size());
    assertTotalsEqualARecount(store);
  }

  @ParameterizedTest
  @CsvSource({
    "0, false",
    "60000, false",
    "60001, true",
    "-60000, false",
    "-60001, true",
    "-99999999, true"
  })
  void whereThereAreNoLocksALeaseRunsOutAndSoDoesOneFromTheFuture(long age, boolean expired) {
    put(journal("whoever", false, NOW - age));
    new Sweep(store, clock, Owners.byLease(clock)).run(0);
    assertEquals(expired ? 0 : 1, store.rows(Table.JOURNALS).size());
  }

  @Test
  void underPressureADeadOwnersResumableJournalGoesAtOnceAndALivingOnesStays() {
    put(journal("dead", true, NOW));
    store.commit(batch(NOW).put(renamed(journal("alive", true, NOW))).build());
    assertNull(sweep.expireJournals(0).failure());
    assertEquals(1, store.rows(Table.JOURNALS).size());
    assertEquals("other", store.rows(Table.JOURNALS).get(0).key());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"v\":1}", "not JSON", "{\"size\":1,\"v\":1}"})
  void aDamagedJournalExpires(String text) {
    store.commit(batch(NOW).put(new Row(Table.JOURNALS, "k", 0, 0, List.of(), text)).build());
    sweep.run(0);
    assertEquals(List.of(), store.rows(Table.JOURNALS));
  }

  @Test
  void aNewerGranarysJournalIsKeptWithItsChunks() {
    String text = "{\"v\":2,\"whatever\":1}";
    Row newer = new Row(Table.JOURNALS, "k", 0, 1, List.of(Samples.id("x")), text);
    store.commit(batch(NOW).put(newer).have(Samples.chunk("x")).build());
    now += 1000 * DAY;
    sweep.run(0);
    assertEquals(text, store.row(Table.JOURNALS, "k").text());
    assertEquals(1, store.bytesCount());
  }

  /** The list of journals is read first; what happens to one afterwards is respected. */
  @Test
  void aJournalThatWasTakenOverMeanwhileIsLeftAlone() {
    put(journal("dead", false, NOW));
    Owners slow =
        () -> {
          put(journal("alive", false, NOW));
          return journal -> journal.owner().equals("alive");
        };
    assertNull(new Sweep(store, clock, slow).run(0).failure());
    Row kept = store.row(Table.JOURNALS, "k");
    assertEquals("alive", Journal.decode("k", kept.stamp(), kept.text()).owner());
  }

  /** A session that opens and begins a file in between lives, and so does its journal. */
  @Test
  void theOwnersAreAskedAfterTheJournalsAreRead() {
    Set<String> open = new HashSet<>();
    Store opening =
        new BeforeRead(
            store,
            () -> {
              open.add("new");
              put(journal("new", false, NOW));
            });
    Owners owners =
        () -> {
          Set<String> held = Set.copyOf(open);
          return journal -> held.contains(journal.owner());
        };
    assertNull(new Sweep(opening, clock, owners).run(0).failure());
    assertEquals(1, store.rows(Table.JOURNALS).size());
  }

  /** A session that opens after the question cannot open what was garbage before it. */
  @Test
  void otherSessionsAreAskedForAfterTheChunksAreRead() {
    GlassStore buffers = new GlassStore(ChunkForm.BUFFER);
    garbage(buffers, "x");
    now += Sweep.SHORT_GRACE;
    boolean[] alone = {true};
    Store opening = new BeforeRead(buffers, () -> alone[0] = false);
    assertEquals(0, new Sweep(opening, clock, asking(() -> alone[0])).sweepGarbage().chunks());
    assertEquals(1, buffers.chunks().size());
  }

  @ParameterizedTest
  @CsvSource({
    "BLOB, false, 300",
    "BLOB, true, 300",
    "MEMORY, false, 300",
    "BUFFER, true, 300",
    "BUFFER, false, 600000"
  })
  void theGraceIsShortWhereNoReaderOfAnotherSessionNeedsIt(
      ChunkForm form, boolean alone, long grace) {
    GlassStore formed = new GlassStore(form);
    Sweep needed = new Sweep(formed, clock, asking(() -> alone));
    garbage(formed, "x");
    formed.commit(file("kept", "kept").build());
    assertEquals(grace, needed.grace());
    now += grace - 1;
    assertEquals(0, needed.sweepGarbage().chunks());
    now++;
    assertEquals(1, needed.sweepGarbage().chunks());
    assertEquals(1, formed.chunks().size());
  }

  private static void garbage(GlassStore in, String text) {
    in.commit(file("garbage", text).build());
    in.commit(batch(NOW).delete(Table.FILES, "garbage").build());
  }

  private static Owners asking(BooleanSupplier alone) {
    return new Owners() {
      @Override
      public Predicate<Journal> living() {
        return journal -> true;
      }

      @Override
      public boolean alone() {
        return alone.getAsBoolean();
      }
    };
  }

  /** A page with less garbage than chunks is not the last page. */
  @Test
  void withAGraceEveryPageIsSweptToo() {
    for (int i = 0; i < 600; i++) {
      store.commit(file("f" + i, "content " + i).build());
      if (i % 2 == 0) {
        store.commit(batch(NOW).delete(Table.FILES, "f" + i).build());
      }
    }
    now += Sweep.GRACE;
    assertEquals(300, sweep.run(Sweep.GRACE).chunks());
    assertEquals(0, store.totals().garbageBytes());
    assertEquals(300, store.chunks().size());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, 257, 512, 700})
  void everyPageIsSwept(int garbage) {
    for (int i = 0; i < garbage; i++) {
      store.commit(file("f" + i, "garbage " + i).build());
      store.commit(batch(NOW).delete(Table.FILES, "f" + i).build());
    }
    store.commit(file("kept", "kept").build());
    long bytes = store.totals().garbageBytes();
    Report report = sweep.run(0);
    assertNull(report.failure());
    assertEquals(garbage, report.chunks());
    assertEquals(bytes, report.bytes());
    assertEquals(1, store.chunks().size());
    assertTotalsEqualARecount(store);
  }

  @Test
  void oneTransactionLooksAtNoMoreThanAPage() {
    for (int i = 0; i < 513; i++) {
      store.commit(file("f" + i, "garbage " + i).build());
    }
    sweep.run(0);
    assertEquals(3, faulty.commits(Step.SWEEP));
  }

  /** Unnamed chunks are condemned already; looking for the names of all other chunks takes long. */
  @Test
  void aSweepWithGraceLooksOnlyAtWhatIsCondemned() {
    for (int i = 0; i < 600; i++) {
      store.commit(file("f" + i, "garbage " + i).build());
    }
    sweep.run(Sweep.GRACE);
    assertEquals(0, faulty.commits(Step.SWEEP));
    store.commit(batch(NOW).delete(Table.FILES, "f7").build());
    now += Sweep.GRACE;
    assertEquals(1, sweep.run(Sweep.GRACE).chunks());
    assertEquals(1, faulty.commits(Step.SWEEP));
    assertEquals(599, store.chunks().size());
  }

  @Test
  void aSweepTellsWhatEndedItEarlyAndWhatItTookBefore() {
    for (int i = 0; i < 300; i++) {
      store.commit(file("f" + i, "garbage " + i).build());
      store.commit(batch(NOW).delete(Table.FILES, "f" + i).build());
    }
    faulty.failAt(Step.SWEEP, 2, Fault.FAIL);
    Report report = sweep.run(0);
    assertEquals(256, report.chunks());
    assertEquals(Result.FAILED, report.failure().result());
    assertTrue(faulty.fired());
    assertEquals(44, sweep.run(0).chunks());
  }

  @Test
  void aJournalThatCannotBeExpiredEndsTheSweep() {
    put(journal("dead", false, NOW));
    faulty.failAt(Step.JOURNAL_EXPIRE, 1, Fault.FAIL);
    assertEquals(Result.FAILED, sweep.run(0).failure().result());
    assertEquals(0, faulty.commits(Step.SWEEP));
    assertNull(sweep.run(0).failure());
    assertEquals(List.of(), store.rows(Table.JOURNALS));
  }

  @Test
  void theChunksOfAnExpiredJournalGoAfterTheirGrace() {
    store.commit(batch(NOW).put(row(Table.JOURNALS, "k", "x")).have(Samples.chunk("x")).build());
    assertEquals(0, sweep.run(Sweep.GRACE).chunks());
    assertTrue(store.chunk(Samples.id("x")).condemned());
    now += Sweep.GRACE - 1;
    assertEquals(0, sweep.run(Sweep.GRACE).chunks());
    now += 1;
    assertEquals(1, sweep.run(Sweep.GRACE).chunks());
    assertFalse(store.totals().storedBytes() > 0);
  }

  private void put(Journal journal) {
    store.commit(batch(NOW).put(journal.row()).build());
  }

  private static Journal journal(String owner, boolean resumable, long touchedAt) {
    return new Journal(
        "k", 0, owner, 1, touchedAt, resumable, null, FileSpec.ANY, 4, List.of(), "");
  }

  private static Row renamed(Journal journal) {
    return new Row(Table.JOURNALS, "other", 0, 0, List.of(), journal.encode());
  }
}
