package dev.granary.session;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Pending;
import dev.granary.cache.Reclaim;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.Outcome;
import dev.granary.store.Outcome.Result;
import dev.granary.store.Store;
import dev.granary.store.Totals;

/**
 * Commits batches as every caller wants it: when there is no room, some is made and the batch tried
 * once more; a failure is an exception. What is left is an outcome that was committed, or refused
 * because a requirement did not hold.
 */
public final class Commits {
  private final Store store;
  private final Reclaim reclaim;

  Commits(Store store, Reclaim reclaim) {
    this.store = store;
    this.reclaim = reclaim;
  }

  /**
   * Commits a batch that is about a key.
   *
   * @param needed the bytes of the chunk it stores, or zero
   */
  public Outcome commit(Batch batch, String key, long needed) {
    return begin(batch, key, needed).join();
  }

  /** Starts to; room is made, if it must be, while the pending is joined. */
  public Pending<Outcome> begin(Batch batch, String key, long needed) {
    Pending<Outcome> first = store.begin(batch);
    return () -> settle(first.join(), batch, key, needed);
  }

  /** What is stored beyond the budget already, because it was larger once, has to go as well. */
  private long overBudget(Batch batch) {
    if (batch.budget() == Batch.UNLIMITED) {
      return 0;
    }
    Totals totals = store.read(Keys.none().totals()).totals();
    return Math.max(0, totals.storedBytes() - batch.budget());
  }

  private Outcome settle(Outcome first, Batch batch, String key, long needed) {
    Outcome outcome = first;
    if (outcome.result() == Result.QUOTA) {
      // Even a batch without bytes takes some room, so at least something has to go.
      reclaim.free(Math.max(1, needed + overBudget(batch)), key);
      outcome = store.commit(batch);
    }
    return switch (outcome.result()) {
      case COMMITTED, REFUSED -> outcome;
      case QUOTA ->
          throw new GranaryException(Code.QUOTA, "There is no room left.", outcome.cause())
              .with("key", key)
              .with("needed", needed)
              .with("evictable", reclaim.evictable(key));
      case FAILED ->
          throw new GranaryException(
                  Code.FAILED, "The store could not write; see the cause.", outcome.cause())
              .with("key", key)
              .with("step", batch.step().label());
    };
  }
}
