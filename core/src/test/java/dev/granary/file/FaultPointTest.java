package dev.granary.file;

import static dev.granary.file.FaultCase.DONE;
import static dev.granary.file.FaultCase.KEY;
import static dev.granary.file.FaultCase.OLD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileSpec;
import dev.granary.store.FaultyStore.Death;
import dev.granary.store.FaultyStore.Fault;
import dev.granary.store.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests that every commit of every step fails, finds no room, and dies. The caller receives the
 * error, the file is the old one or the new one, and nothing else stays behind.
 */
final class FaultPointTest {
  private final Bench bench = new Bench();

  static Stream<Arguments> everyFaultAtEveryCommit() {
    List<Arguments> all = new ArrayList<>();
    for (Step step : Step.values()) {
      FaultCase each = FaultCase.of(step);
      for (int nth = 1; nth <= each.commits(); nth++) {
        for (Fault fault : Fault.values()) {
          all.add(Arguments.of(step, nth, fault));
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void everyStepHasACaseThatReachesIt(Step step) {
    FaultCase each = FaultCase.of(step);
    begin(each);
    bench.store.failAt(step, 1, 0, Fault.FAIL);
    resultOf(each.act());
    assertEquals(each.commits(), bench.store.commits(step));
  }

  @ParameterizedTest
  @MethodSource("everyFaultAtEveryCommit")
  void theCallerReceivesTheErrorAndARetryWorks(Step step, int nth, Fault fault) {
    FaultCase each = FaultCase.of(step);
    strike(each, step, nth, fault);

    // The session that is open now does the same again.
    assertEquals(DONE, resultOf(each.retry()));
    assertReads(each.fresh());
    bench.assertTotalsEqualARecount();
    bench.assertNothingIsLeftBehind();
    assertReads(each.fresh());
  }

  @ParameterizedTest
  @MethodSource("everyFaultAtEveryCommit")
  void withoutARetryASweepLeavesNothingBehind(Step step, int nth, Fault fault) {
    FaultCase each = FaultCase.of(step);
    String left = strike(each, step, nth, fault);
    bench.assertNothingIsLeftBehind();
    assertReads(left);
  }

  /** When making room helps, the second try of the same commit succeeds. */
  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {"FILE_BEGIN", "FILE_CHUNK", "FILE_COMMIT", "FILE_PUT"})
  void aWriterThatFindsRoomAtTheSecondTryReportsNothing(Step step) {
    FaultCase each = FaultCase.of(step);
    for (int nth = 1; nth <= each.commits(); nth++) {
      begin(each);
      bench.store.failAt(step, nth, Fault.QUOTA);
      assertEquals(DONE, resultOf(each.act()));
      assertTrue(bench.store.fired());
      assertReads(each.fresh());
      bench.assertNothingIsLeftBehind();
    }
  }

  /**
   * Makes a fault happen; checks what the caller receives and what the key reads as after it;
   * returns that content.
   */
  private String strike(FaultCase each, Step step, int nth, Fault fault) {
    begin(each);
    boolean dies = fault == Fault.DIE_BEFORE || fault == Fault.DIE_AFTER;
    int times = fault == Fault.QUOTA ? 1_000_000 : 1;
    bench.store.failAt(step, nth, times, fault);
    String result = resultOf(each.act());
    assertTrue(bench.store.fired(), "the test did not reach the fault");
    assertEquals(
        switch (fault) {
          case FAIL -> each.onFailure();
          case QUOTA -> each.onQuota();
          case DIE_BEFORE, DIE_AFTER -> "died";
        },
        result);
    if (dies) {
      bench.dieAndReconnect("after a death");
    } else {
      bench.store.failAt(step, 1, 0, fault);
    }
    boolean changed = result.equals(DONE) || (fault == Fault.DIE_AFTER && each.last());
    String now = changed ? each.fresh() : OLD;
    assertReads(now);
    bench.assertTotalsEqualARecount();
    return now;
  }

  private void begin(FaultCase each) {
    bench.put(KEY, OLD);
    each.before().accept(bench);
  }

  private String resultOf(Function<Bench, String> act) {
    try {
      return act.apply(bench);
    } catch (GranaryException failure) {
      return failure.code().name();
    } catch (IllegalStateException failure) {
      return failure.getMessage();
    } catch (Death death) {
      return "died";
    }
  }

  /** Checks that the key has this content, and that every other file reads as its manifest says. */
  private void assertReads(String content) {
    if (content == null) {
      assertNull(bench.files.open(KEY));
    } else {
      assertEquals(content, bench.read(KEY));
    }
    for (FileInfo file : bench.files.list("")) {
      try {
        assertNotNull(bench.read(file.key()));
      } catch (GranaryException damaged) {
        assertEquals(Code.CORRUPT, damaged.code());
        assertEquals(FaultCase.DAMAGED, file.key());
      }
    }
  }

  /** A download that died is resumed if its journal exists, and started again if not. */
  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {"FILE_BEGIN", "FILE_CHUNK", "FILE_COMMIT"})
  void aDownloadThatDiedAnywhereCanBeContinued(Step step) {
    for (Fault fault : List.of(Fault.DIE_BEFORE, Fault.DIE_AFTER)) {
      for (int nth = 1; nth <= FaultCase.of(step).commits(); nth++) {
        bench.put(KEY, OLD);
        bench.store.failAt(step, nth, fault);
        try {
          bench.download(KEY, new TextSource(FaultCase.NEW), FileSpec.ANY);
          fail("the test did not reach the fault");
        } catch (Death expected) {
          bench.dieAndReconnect(step.label() + nth + fault);
        }
        bench.session.sweep().run(0);
        boolean committed = step == Step.FILE_COMMIT && fault == Fault.DIE_AFTER;
        boolean begun = !committed && !(step == Step.FILE_BEGIN && fault == Fault.DIE_BEFORE);
        assertReads(committed ? FaultCase.NEW : OLD);
        assertEquals(begun ? 1 : 0, bench.journals().size());
        try {
          bench.resume(KEY, new TextSource(FaultCase.NEW));
          assertTrue(begun);
        } catch (GranaryException nothing) {
          assertEquals(Code.NOT_FOUND, nothing.code());
          bench.download(KEY, new TextSource(FaultCase.NEW), FileSpec.ANY);
        }
        assertReads(FaultCase.NEW);
        bench.assertNothingIsLeftBehind();
      }
    }
  }
}
