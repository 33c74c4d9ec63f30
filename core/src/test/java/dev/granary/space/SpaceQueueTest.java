package dev.granary.space;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.granary.Latch;
import dev.granary.TaskLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SpaceQueueTest {
  private final TaskLoop loop = new TaskLoop();
  private final SpaceQueue queue = new SpaceQueue(loop);
  private final List<String> order = new ArrayList<>();

  private void writer(String name, Latch until) {
    loop.call(
        () -> {
          queue.enter();
          order.add(name + " enters");
          until.await();
          order.add(name + " leaves");
          queue.leave();
          return null;
        });
  }

  @Test
  void writersMakeRoomOneAfterTheOther() {
    Latch first = loop.latch();
    Latch second = loop.latch();
    second.settle();
    writer("a", first);
    writer("b", second);
    writer("c", second);
    assertEquals(List.of("a enters"), order);
    first.settle();
    loop.run();
    assertEquals(
        List.of("a enters", "a leaves", "b enters", "b leaves", "c enters", "c leaves"), order);
  }

  @Test
  void aLateWriterDoesNotEnterBeforeAWriterThatWaits() {
    Latch open = loop.latch();
    open.settle();
    Latch first = loop.latch();
    writer("a", first);
    writer("b", open);
    loop.fork(
        () -> {
          first.settle();
          queue.enter();
          order.add("late enters");
          queue.leave();
        });
    loop.run();
    assertEquals(List.of("a enters", "a leaves", "b enters", "b leaves", "late enters"), order);
  }
}
