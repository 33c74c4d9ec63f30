package dev.granary.file;

import dev.granary.Latch;
import dev.granary.Scheduler;
import dev.granary.Task;
import dev.granary.store.BatchGroup;
import java.util.ArrayDeque;

/**
 * Limits the small puts under way, and admits a few at a time: one group of puts is hashed while
 * other groups are being stored. Without a limit, thousands of puts at once were all hashed in one
 * go before the first was stored (measured in a page: 0.4 s for 5,000).
 */
final class SmallPutLimiter {
  static final int MOST = 3 * BatchGroup.MOST;

  /** The puts of one step, which are hashed within some milliseconds. */
  static final int STEP = 32;

  private final Scheduler scheduler;
  private final ArrayDeque<Latch> waiting = new ArrayDeque<>();
  private int admitted;

  /** How many puts may still be admitted before other work has had a turn. */
  private int leftInStep = STEP;

  SmallPutLimiter(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Waits for a place, which the put gives back with {@link #leave}. May suspend. */
  void enter(Task task) {
    Latch place = scheduler.latch();
    waiting.add(place);
    admit();
    try {
      task.await(place);
    } catch (RuntimeException failure) {
      if (!waiting.remove(place)) {
        leave();
      }
      throw failure;
    }
  }

  /** Gives a place back. Never suspends. */
  void leave() {
    admitted--;
    admit();
  }

  private void admit() {
    while (admitted < MOST && leftInStep > 0 && !waiting.isEmpty()) {
      admitted++;
      if (leftInStep == STEP) {
        scheduler.after(0, this::nextStep);
      }
      leftInStep--;
      waiting.poll().settle();
    }
  }

  private void nextStep() {
    leftInStep = STEP;
    admit();
  }
}
