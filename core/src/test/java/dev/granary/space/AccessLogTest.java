package dev.granary.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Clock;
import dev.granary.store.Batch;
import dev.granary.store.FaultyStore;
import dev.granary.store.FaultyStore.Fault;
import dev.granary.store.GlassStore;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Times of last use: written together, now and then, and never worth an error. */
final class AccessLogTest {
  private static final long NOON = 1_800_000_000_000L;

  private final GlassStore store = new GlassStore();
  private final FaultyStore faulty = new FaultyStore(store);
  private long now = NOON;
  private final Clock clock = () -> now;
  private final AccessLog log = new AccessLog(faulty, clock);

  @Test
  void touchesAreWrittenInOneBatchWithTheLastTimeOfEach() {
    files("a", "b", "c");
    log.touch(ItemKind.FILE, "a", 1);
    now += 5;
    log.touch(ItemKind.FILE, "b", 1);
    now += 5;
    log.touch(ItemKind.FILE, "a", 1);
    log.flush();
    assertEquals(List.of(NOON + 10, NOON + 5), times());
    assertEquals(1, faulty.commits(Step.ACCESS));
  }

  @Test
  void usesAddUpAlsoThoseOfTwoSessions() {
    files("a");
    AccessLog other = new AccessLog(store, clock);
    log.touch(ItemKind.FILE, "a", 1);
    log.touch(ItemKind.FILE, "a", 1);
    other.touch(ItemKind.FILE, "a", 1);
    assertEquals(2, log.unwrittenUses(ItemKind.FILE, "a"));
    log.flush();
    other.flush();
    assertEquals(List.of(3L), uses());
    assertEquals(0, log.unwrittenUses(ItemKind.FILE, "a"));
    log.touch(ItemKind.FILE, "a", 1);
    log.flush();
    assertEquals(List.of(4L), uses());
  }

  /** The other session flushes when this one has read the rows and not yet written them. */
  @Test
  void noUseIsLostBetweenReadAndWrite() {
    files("a");
    AccessLog other = new AccessLog(store, clock);
    other.touch(ItemKind.FILE, "a", 1);
    AccessLog racing = new AccessLog(new Meanwhile(store, Step.ACCESS, other::flush), clock);
    racing.touch(ItemKind.FILE, "a", 1);
    racing.flush();
    assertEquals(List.of(2L), uses());
  }

  @Test
  void goingOnWithAnItemWritesTheTimeAndCountsNoUse() {
    files("a");
    log.touch(ItemKind.FILE, "a", 1);
    now += 5;
    log.touch(ItemKind.FILE, "a", 0);
    assertEquals(NOON + 5, log.touchedAt(ItemKind.FILE, "a"));
    log.flush();
    now += 5;
    log.touch(ItemKind.FILE, "a", 0);
    log.flush();
    assertEquals(List.of(NOON + 10), times());
    assertEquals(List.of(1L), uses());
  }

  @Test
  void aTouchWritesNothingByItself() {
    files("a");
    log.touch(ItemKind.FILE, "a", 1);
    assertEquals(0, faulty.commits(Step.ACCESS));
    assertEquals(List.of(), times());
  }

  @Test
  void whatNoLongerExistsIsLeftOutAndTheRestIsWritten() {
    files("b", "d");
    for (String key : List.of("a", "b", "c", "d", "e")) {
      log.touch(ItemKind.FILE, key, 1);
    }
    log.flush();
    assertEquals(
        List.of("file/b", "file/d"), store.rows(Table.ACCESS).stream().map(Row::key).toList());
  }

  @Test
  void nothingIsWrittenWhenNothingWasTouchedOrNothingExists() {
    log.flush();
    assertEquals(0, faulty.commits(Step.ACCESS));
    log.touch(ItemKind.FILE, "gone", 1);
    log.flush();
    assertEquals(0, faulty.commits(Step.ACCESS));
    assertEquals(List.of(), times());
  }

  /** What was touched and is gone costs no transaction of its own. */
  @Test
  void manyGoByPagesOfWhatIsThere() {
    for (int i = 0; i < 1000; i++) {
      log.touch(ItemKind.FILE, "gone " + i, 1);
      log.touch(ItemKind.FILE, "kept " + i, 1);
      files("kept " + i);
    }
    log.flush();
    assertEquals(1000, times().size());
    assertTrue(faulty.commits(Step.ACCESS) <= 8, "" + faulty.commits(Step.ACCESS));
  }

  @Test
  void whatGoesWhileTheRestIsWrittenIsLeftOut() {
    files("a", "b");
    AccessLog racing =
        new AccessLog(
            new Meanwhile(
                store,
                Step.ACCESS,
                () ->
                    store.commit(Batch.of(Step.FILE_DELETE, now).delete(Table.FILES, "a").build())),
            clock);
    racing.touch(ItemKind.FILE, "a", 1);
    racing.touch(ItemKind.FILE, "b", 1);
    racing.flush();
    assertEquals(List.of("file/b"), store.rows(Table.ACCESS).stream().map(Row::key).toList());
  }

  @Test
  void whatIsForgottenIsNotWritten() {
    files("a", "b");
    log.touch(ItemKind.FILE, "a", 1);
    log.touch(ItemKind.FILE, "b", 1);
    log.forget(ItemKind.FILE, "a");
    assertEquals(0, log.touchedAt(ItemKind.FILE, "a"));
    log.flush();
    assertEquals(List.of("file/b"), store.rows(Table.ACCESS).stream().map(Row::key).toList());
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"FAIL", "QUOTA"})
  void aFailureIsNobodysBusinessAndTriedOnce(Fault fault) {
    files("a");
    faulty.failAt(Step.ACCESS, 1, fault);
    log.touch(ItemKind.FILE, "a", 1);
    log.flush();
    assertTrue(faulty.fired());
    assertEquals(1, faulty.commits(Step.ACCESS));
    assertEquals(List.of(), times());
    log.touch(ItemKind.FILE, "a", 1);
    log.flush();
    assertEquals(List.of(NOON), times());
  }

  private List<Long> uses() {
    return store.rows(Table.ACCESS).stream().map(Row::bytes).toList();
  }

  private List<Long> times() {
    return store.rows(Table.ACCESS).stream().map(AccessLog::time).toList();
  }

  private void files(String... keys) {
    for (String key : keys) {
      store.commit(
          Batch.of(Step.FILE_COMMIT, now)
              .put(new Row(Table.FILES, key, 0, 0, List.of(), ""))
              .build());
    }
  }
}
