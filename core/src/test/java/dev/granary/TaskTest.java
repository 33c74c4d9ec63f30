package dev.granary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.TaskLoop.Call;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TaskTest {
  private final TaskLoop loop = new TaskLoop();
  private final Task task = new Task(loop);
  private final RuntimeException why = new IllegalStateException("why");

  private Call<Void> call(Runnable body) {
    return loop.call(
        () -> {
          body.run();
          return null;
        });
  }

  @Test
  void anEndWakesTheCallThatWaits() {
    Latch never = loop.latch();
    Call<Void> call = call(() -> task.await(never));
    assertFalse(call.isDone());
    task.end(why);
    loop.run();
    assertSame(why, assertThrows(RuntimeException.class, call::get));
  }

  @Test
  void onlyTheFirstReasonCounts() {
    task.end(why);
    task.end(new IllegalStateException("another"));
    assertSame(why, assertThrows(RuntimeException.class, task::check));
    assertSame(why, assertThrows(RuntimeException.class, () -> task.await(loop.latch())));
  }

  @Test
  void timePassesUnlessTheTaskEnds() {
    Call<Void> call = call(() -> task.pass(1000));
    loop.advance(999);
    assertFalse(call.isDone());
    loop.advance(1);
    assertTrue(call.isDone());
    Call<Void> ended = call(() -> task.pass(1000));
    task.end(why);
    loop.run();
    assertSame(why, assertThrows(RuntimeException.class, ended::get));
  }

  @Test
  void aLatchSettledBeforeTheEndOfTheTaskCounts() {
    Latch latch = loop.latch();
    Call<Void> call = call(() -> task.await(latch));
    latch.settle();
    task.end(why);
    loop.run();
    call.get();
  }

  @Test
  void aTimerOfZeroMillisecondsRunsAfterAllReadyWork() {
    List<String> order = new ArrayList<>();
    loop.after(0, () -> order.add("after"));
    loop.fork(() -> order.add("forked"));
    loop.run();
    assertEquals(List.of("forked", "after"), order);
  }

  @Test
  void withoutASchedulerNothingRunsBeside() {
    Latch latch = Scheduler.NONE.latch();
    assertThrows(IllegalStateException.class, latch::await);
    assertThrows(IllegalStateException.class, () -> Scheduler.NONE.fork(() -> {}));
    latch.settle();
    latch.fail(why);
    latch.await();
    Latch failed = Scheduler.NONE.latch();
    failed.fail(why);
    failed.settle();
    assertSame(why, assertThrows(RuntimeException.class, failed::await));
  }
}
