package dev.granary.file;

import dev.granary.Latch;
import dev.granary.Scheduler;
import dev.granary.Task;
import dev.granary.store.BatchGroup;
import java.util.ArrayDeque;

/**
 * Limits the small puts under way, and lets them in a few at a time: one group of them is hashed
 * while others are being stored. Without a limit, thousands at once were all hashed in one go
 * before the first was stored (measured in a page: 0.4 s for 5,000).
 */
final class SmallPutLimiter {
  static final int MOST = 3 * BatchGroup.MOST;

  /** So many are hashed within some milliseconds. */
  static final int STEP = 32;

  private final Scheduler scheduler;
  private final ArrayDeque<Latch> outside = new ArrayDeque<>();
  private int inside;

  /** How many may still be let in before other work has had a turn. */
  private int step = STEP;

  SmallPutLimiter(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Waits for a place, which ends with {@link #leave}. May suspend. */
  void enter(Task task) {
    Latch place = scheduler.latch();
    outside.add(place);
    letIn();
    try {
      task.await(place);
    } catch (RuntimeException ended) {
      if (!outside.remove(place)) {
        leave();
      }
      throw ended;
    }
  }

  /** Gives a place back. Never suspends. */
  void leave() {
    inside--;
    letIn();
  }

  private void letIn() {
    while (inside < MOST && step > 0 && !outside.isEmpty()) {
      inside++;
      if (step == STEP) {
        scheduler.after(0, this::nextStep);
      }
      step--;
      outside.poll().settle();
    }
  }

  private void nextStep() {
    step = STEP;
    letIn();
  }
}
