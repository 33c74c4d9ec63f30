package dev.granary.web.api;

import dev.granary.store.BatchGroup;
import dev.granary.web.bridge.Awaited;
import dev.granary.web.bridge.Yielding;
import dev.granary.web.source.Task;
import java.util.ArrayDeque;

/**
 * The small puts that are under way: so many that one group of them is hashed while others are
 * being stored, and let in a few at a time. Thousands at once were all hashed in one task of the
 * page before the first was stored (measured: 0.4 s for 5,000).
 */
final class SmallPutLimiter {
  private static final int MOST = 3 * BatchGroup.MOST;

  /** So many are hashed within some milliseconds. */
  private static final int STEP = 32;

  private final ArrayDeque<Awaited> outside = new ArrayDeque<>();
  private int inside;

  /** How many may still be let in before the page has had a turn. */
  private int step = STEP;

  /** Waits for a place. */
  void enter(Task task) {
    Awaited place = new Awaited();
    outside.add(place);
    letIn();
    try {
      task.awaitTurn(place);
    } catch (RuntimeException ended) {
      if (!outside.remove(place)) {
        leave();
      }
      throw ended;
    }
  }

  /** Gives the place back. */
  void leave() {
    inside--;
    letIn();
  }

  private void letIn() {
    while (inside < MOST && step > 0 && !outside.isEmpty()) {
      inside++;
      if (step == STEP) {
        Yielding.soon(this::nextStep);
      }
      step--;
      outside.poll().complete(null);
    }
  }

  private void nextStep() {
    step = STEP;
    letIn();
  }
}
