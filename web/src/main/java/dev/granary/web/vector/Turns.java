package dev.granary.web.vector;

import dev.granary.web.bridge.Deferred;
import java.util.ArrayDeque;

/** Lets the calls that change a collection work one after the other, in the order of the calls. */
final class Turns {
  private final ArrayDeque<Deferred<Void>> waiting = new ArrayDeque<>();
  private boolean taken;

  /** Waits for a turn. May suspend. */
  void enter() {
    if (taken) {
      Deferred<Void> turn = new Deferred<>();
      waiting.add(turn);
      turn.join();
    }
    taken = true;
  }

  /** Gives the turn to the next call. */
  void leave() {
    Deferred<Void> next = waiting.poll();
    if (next == null) {
      taken = false;
    } else {
      next.complete(null);
    }
  }
}
