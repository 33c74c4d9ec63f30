package dev.granary.web.api;

import dev.granary.store.Group;
import dev.granary.web.bridge.Awaited;
import dev.granary.web.source.Task;
import java.util.ArrayDeque;

/**
 * The small puts that are under way, so many at once that one group of them is hashed while another
 * is being stored. All of thousands at once were hashed in one task of the page before the first
 * was stored (measured: 0.4 s for 5,000).
 */
final class Crowd {
  private static final int MOST = 2 * Group.MOST;

  private final ArrayDeque<Awaited> outside = new ArrayDeque<>();
  private int inside;

  /** Waits for a place. */
  void enter(Task task) {
    if (inside < MOST) {
      inside++;
      return;
    }
    Awaited place = new Awaited();
    outside.add(place);
    try {
      task.awaitTurn(place);
    } catch (RuntimeException ended) {
      if (!outside.remove(place)) {
        leave();
      }
      throw ended;
    }
  }

  /** Gives the place to who has waited longest. */
  void leave() {
    Awaited next = outside.poll();
    if (next == null) {
      inside--;
    } else {
      next.complete(null);
    }
  }
}
