package dev.granary.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.granary.Latch;
import dev.granary.Task;
import dev.granary.TaskLoop;
import dev.granary.TaskLoop.Call;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LanesTest {
  private final TaskLoop loop = new TaskLoop();
  private final Task caller = new Task(loop);
  private final List<String> order = new ArrayList<>();

  private Call<Object> run(int lanes, Lanes.Lane lane) {
    return loop.call(
        () -> {
          new Lanes(loop, caller).run(lanes, lane);
          return null;
        });
  }

  @Test
  void lanesShareAQueueAndTheCallWaitsForAllLanes() {
    ArrayDeque<Integer> queue = new ArrayDeque<>(List.of(1, 2, 3, 4, 5));
    Call<Object> call =
        run(
            2,
            own -> {
              for (Integer next = queue.poll(); next != null; next = queue.poll()) {
                own.pass(1000);
                order.add(next + " at " + (loop.now() - 1_800_000_000_000L));
              }
            });
    loop.advance(2999);
    assertFalse(call.isDone());
    loop.advance(1);
    call.get();
    assertEquals(List.of("1 at 1000", "2 at 1000", "3 at 2000", "4 at 2000", "5 at 3000"), order);
  }

  @Test
  void theFirstFailureStopsTheOtherLanes() {
    RuntimeException broken = new IllegalStateException("broken");
    ArrayDeque<Integer> queue = new ArrayDeque<>(List.of(1, 2, 3));
    Latch cleared = loop.latch();
    Call<Object> call =
        run(
            3,
            own -> {
              int number = queue.poll();
              if (number == 1) {
                own.pass(10);
                throw broken;
              }
              try {
                own.await(loop.latch());
              } finally {
                order.add(number + " ends");
                if (number == 3) {
                  cleared.await();
                }
              }
            });
    loop.advance(10);
    assertEquals(List.of("2 ends", "3 ends"), order);
    assertFalse(call.isDone(), "a lane is still clearing up");
    cleared.settle();
    loop.run();
    assertSame(broken, assertThrows(RuntimeException.class, call::get));
  }

  @Test
  void aCallerThatGivesUpStopsAllLanesAndGetsItsReason() {
    RuntimeException why = new IllegalStateException("why");
    Call<Object> call =
        run(
            2,
            own -> {
              try {
                own.await(loop.latch());
              } finally {
                order.add("ends");
              }
            });
    caller.end(why);
    loop.run();
    assertSame(why, assertThrows(RuntimeException.class, call::get));
    assertEquals(List.of("ends", "ends"), order);
  }

  @Test
  void anErrorIsThrownAsItIs() {
    Error severe = new AssertionError("severe");
    Call<Throwable> call =
        loop.call(
            () -> {
              try {
                new Lanes(loop, caller)
                    .run(
                        1,
                        own -> {
                          throw severe;
                        });
                return null;
              } catch (AssertionError thrown) {
                return thrown;
              }
            });
    assertSame(severe, call.get());
  }
}
