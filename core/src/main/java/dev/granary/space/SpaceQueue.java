package dev.granary.space;

import dev.granary.Latch;
import dev.granary.Scheduler;
import java.util.ArrayDeque;

/**
 * Lets the writers of a session make room one after the other: all at once they would choose the
 * same things to go.
 */
public final class SpaceQueue {
  private final Scheduler scheduler;

  /** The writers that wait, while another one makes room. */
  private final ArrayDeque<Latch> waiting = new ArrayDeque<>();

  private boolean entered;

  public SpaceQueue(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Waits for the writer's turn, which ends with {@link #leave}. May suspend. */
  public void enter() {
    if (entered) {
      Latch turn = scheduler.latch();
      waiting.add(turn);
      turn.await();
    }
    entered = true;
  }

  /** Ends the turn. Never suspends. */
  public void leave() {
    // The next writer has entered already: one that comes by must not be let in before it wakes.
    Latch next = waiting.poll();
    entered = next != null;
    if (next != null) {
      next.settle();
    }
  }
}
