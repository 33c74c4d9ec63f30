package dev.granary.space;

import dev.granary.Latch;
import dev.granary.Scheduler;
import java.util.ArrayDeque;

/**
 * Lets the writers of a session make room one after the other. Writers that make room at the same
 * time would choose the same items for eviction.
 */
public final class SpaceQueue {
  private final Scheduler scheduler;

  /** The writers that wait while another writer makes room. */
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
    // The turn passes directly to the next writer: a writer that calls enter before the next writer
    // wakes must wait behind it.
    Latch next = waiting.poll();
    entered = next != null;
    if (next != null) {
      next.settle();
    }
  }
}
