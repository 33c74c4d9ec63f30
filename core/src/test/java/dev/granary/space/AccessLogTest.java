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
    log.touchFile("a");
    now += 5;
    log.touchFile("b");
    now += 5;
    log.touchFile("a");
    log.flush();
    assertEquals(List.of(NOON + 10, NOON + 5), times());
    assertEquals(1, faulty.commits(Step.ACCESS));
  }

  @Test
  void aTouchWritesNothingByItself() {
    files("a");
    log.touchFile("a");
    assertEquals(0, faulty.commits(Step.ACCESS));
    assertEquals(List.of(), times());
  }

  @Test
  void whatNoLongerExistsIsLeftOutAndTheRestIsWritten() {
    files("b", "d");
    for (String key : List.of("a", "b", "c", "d", "e")) {
      log.touchFile(key);
    }
    log.flush();
    assertEquals(
        List.of("file/b", "file/d"), store.rows(Table.ACCESS).stream().map(Row::key).toList());
  }

  @Test
  void nothingIsWrittenWhenNothingWasTouchedOrNothingExists() {
    log.flush();
    assertEquals(0, faulty.commits(Step.ACCESS));
    log.touchFile("gone");
    log.flush();
    assertEquals(0, faulty.commits(Step.ACCESS));
    assertEquals(List.of(), times());
  }

  /** What was touched and is gone costs no transaction of its own. */
  @Test
  void manyGoByPagesOfWhatIsThere() {
    for (int i = 0; i < 1000; i++) {
      log.touchFile("gone " + i);
      log.touchFile("kept " + i);
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
    racing.touchFile("a");
    racing.touchFile("b");
    racing.flush();
    assertEquals(List.of("file/b"), store.rows(Table.ACCESS).stream().map(Row::key).toList());
  }

  @Test
  void whatIsForgottenIsNotWritten() {
    files("a", "b");
    log.touchFile("a");
    log.touchFile("b");
    log.forgetFile("a");
    assertEquals(0, log.fileTouchedAt("a"));
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
    log.touchFile("a");
    log.flush();
    assertTrue(faulty.fired());
    assertEquals(1, faulty.commits(Step.ACCESS));
    assertEquals(List.of(), times());
    log.touchFile("a");
    log.flush();
    assertEquals(List.of(NOON), times());
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
