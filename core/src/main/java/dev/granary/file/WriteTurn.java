package dev.granary.file;

import dev.granary.Latch;
import dev.granary.Task;
import dev.granary.store.Row;

/** Holds the turn of one writer at its key, from its place in the line to its release. */
public final class WriteTurn implements WriterElection {
  private final WriteTurns turns;
  private final KeyQueue queue;
  private final SmallPutLimiter limiter;
  private final String key;
  private final Task task;
  private final Latch place;

  /** Whether this turn holds a place of the limiter. */
  private boolean limited;

  /** The key's lock while this turn holds it. */
  private KeyLocks.Held lock;

  WriteTurn(WriteTurns turns, KeyQueue queue, SmallPutLimiter limiter, String key, Task task) {
    this.turns = turns;
    this.queue = queue;
    this.limiter = limiter;
    this.key = key;
    this.task = task;
    place = queue.join(key);
  }

  void await(boolean withLock) {
    queue.await(key, place, task);
    if (withLock) {
      lock = turns.lock(key, task);
    }
  }

  /** Waits for a place among the small puts. May suspend. */
  public void limit() {
    limiter.enter(task);
    limited = true;
  }

  @Override
  public boolean mayTakeOver(Row writing) {
    // The other writer may take long, so another small put gets the place.
    leaveLimiter();
    if (lock != null) {
      return true;
    }
    lock = turns.lock(key, task);
    // When this turn has the lock, the caller reads the journal again.
    return lock == null && turns.election(task).mayTakeOver(writing);
  }

  private void leaveLimiter() {
    if (limited) {
      limited = false;
      limiter.leave();
    }
  }

  /** Ends the turn, and passes it on to the next writer. Never suspends. */
  public void release() {
    leaveLimiter();
    if (lock != null) {
      lock.release();
    }
    queue.leave(key, place);
  }
}
