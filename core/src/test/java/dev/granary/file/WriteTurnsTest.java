package dev.granary.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Task;
import dev.granary.TaskLoop;
import dev.granary.TaskLoop.Call;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.space.Owners;
import dev.granary.store.Row;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WriteTurnsTest {
  private final TaskLoop loop = new TaskLoop();
  private final List<String> locked = new ArrayList<>();
  private final List<String> released = new ArrayList<>();
  private boolean alive = true;

  private final KeyLocks locks =
      (key, task) -> {
        locked.add(key);
        return () -> released.add(key);
      };

  private final Owners owners = () -> journal -> alive;
  private final WriteTurns turns = new WriteTurns(loop, locks, owners);
  private final WriteTurns lockless = new WriteTurns(loop, null, owners);

  private Call<WriteTurn> take(WriteTurns from, String key, Task task) {
    return loop.call(() -> from.take(key, task, false));
  }

  private static Row journal() {
    return new Journal("k", 1, "other", 0, 0, false, null, FileSpec.ANY, 4, List.of(), "").row();
  }

  @Test
  void writersOfOneKeyHaveTheirTurnsInOrder() {
    Call<WriteTurn> first = take(turns, "k", new Task(loop));
    Call<WriteTurn> second = take(turns, "k", new Task(loop));
    Call<WriteTurn> third = take(turns, "k", new Task(loop));
    Call<WriteTurn> other = take(turns, "other", new Task(loop));
    assertTrue(first.isDone() && other.isDone());
    assertFalse(second.isDone());
    first.get().release();
    loop.run();
    assertTrue(second.isDone());
    assertFalse(third.isDone());
    second.get().release();
    loop.run();
    third.get().release();
    assertEquals(List.of("k", "other", "k", "k"), locked);
    assertEquals(List.of("k", "k", "k"), released);
    take(turns, "k", new Task(loop)).get().release();
  }

  @Test
  void aWriterThatGivesUpLeavesTheLine() {
    Call<WriteTurn> first = take(turns, "k", new Task(loop));
    Task impatient = new Task(loop);
    Call<WriteTurn> second = take(turns, "k", impatient);
    Call<WriteTurn> third = take(turns, "k", new Task(loop));
    RuntimeException why = new IllegalStateException("why");
    impatient.end(why);
    loop.run();
    assertSame(why, assertThrows(RuntimeException.class, second::get));
    assertFalse(third.isDone());
    first.get().release();
    loop.run();
    assertTrue(third.isDone());
  }

  @Test
  void aSmallPutTakesTheLockOnlyWhenAnotherSessionWrites() {
    WriteTurn turn = loop.call(() -> turns.take("k", new Task(loop), true)).get();
    assertEquals(List.of(), locked);
    assertFalse(turn.mayTakeOver(journal()), "with the lock, the journal is read again");
    assertEquals(List.of("k"), locked);
    assertTrue(turn.mayTakeOver(journal()));
    turn.release();
    assertEquals(List.of("k"), released);
  }

  @Test
  void withoutLocksAWriterLooksAgainEveryTenthOfASecond() {
    WriteTurn turn = take(lockless, "k", new Task(loop)).get();
    Call<Boolean> mine = loop.call(() -> turn.mayTakeOver(journal()));
    loop.advance(WriteTurns.PAUSE - 1);
    assertFalse(mine.isDone());
    loop.advance(1);
    assertFalse(mine.get());
    alive = false;
    assertTrue(loop.call(() -> turn.mayTakeOver(journal())).get());
    turn.release();
  }

  @Test
  void smallPutsAreAdmittedAFewAtATime() {
    List<WriteTurn> admitted = new ArrayList<>();
    int all = SmallPutLimiter.MOST + 3;
    loop.after(0, () -> assertEquals(SmallPutLimiter.STEP, admitted.size()));
    for (int i = 0; i < all; i++) {
      String key = "k" + i;
      loop.fork(
          () -> {
            WriteTurn turn = turns.take(key, new Task(loop), true);
            turn.limit();
            admitted.add(turn);
          });
    }
    loop.run();
    assertEquals(SmallPutLimiter.MOST, admitted.size());
    admitted.get(0).release();
    admitted.get(1).release();
    loop.run();
    assertEquals(SmallPutLimiter.MOST + 2, admitted.size());
  }

  @Test
  void aSmallPutThatMeetsAnotherWriterGivesItsPlaceBack() {
    List<WriteTurn> admitted = new ArrayList<>();
    for (int i = 0; i < SmallPutLimiter.MOST + 1; i++) {
      String key = "k" + i;
      loop.fork(
          () -> {
            WriteTurn turn = turns.take(key, new Task(loop), true);
            turn.limit();
            admitted.add(turn);
          });
    }
    loop.run();
    assertFalse(loop.call(() -> admitted.get(0).mayTakeOver(journal())).get());
    loop.run();
    assertEquals(SmallPutLimiter.MOST + 1, admitted.size());
    admitted.get(0).release();
  }

  @Test
  void aSmallPutThatGivesUpWhileItWaitsTakesNoPlace() {
    List<WriteTurn> admitted = new ArrayList<>();
    Task task = new Task(loop);
    for (int i = 0; i < SmallPutLimiter.MOST; i++) {
      String key = "k" + i;
      loop.fork(
          () -> {
            WriteTurn turn = turns.take(key, new Task(loop), true);
            turn.limit();
            admitted.add(turn);
          });
    }
    loop.run();
    Call<Object> waiting =
        loop.call(
            () -> {
              turns.take("late", task, true).limit();
              return null;
            });
    assertFalse(waiting.isDone());
    RuntimeException why = new IllegalStateException("why");
    task.end(why);
    loop.run();
    assertSame(why, assertThrows(RuntimeException.class, waiting::get));
    Call<Object> next =
        loop.call(
            () -> {
              turns.take("next", new Task(loop), true).limit();
              return null;
            });
    assertFalse(next.isDone());
    admitted.get(0).release();
    loop.run();
    assertTrue(next.isDone());
  }
}
