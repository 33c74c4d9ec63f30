package dev.granary.store;

import dev.granary.Pending;

/**
 * Where everything is kept: two batch operations, each one transaction that nothing else is awaited
 * in. No transaction object ever leaves a store.
 */
public interface Store {
  /** Starts to commit a batch; what the batch borrows is left alone until the pending is joined. */
  Pending<Outcome> begin(Batch batch);

  /**
   * Commits a batch, strictly durable unless it says otherwise. A deletion for which there is no
   * room is made a bare one: deleting has to be possible above all where there is no room.
   */
  default Outcome commit(Batch batch) {
    Outcome outcome = begin(batch).join();
    boolean full = outcome.result() == Outcome.Result.QUOTA;
    return full && batch.deletesOnly() ? begin(batch.asBare()).join() : outcome;
  }

  /** Reads all that the keys ask for, as it stood at one moment. */
  Snapshot read(Keys keys);

  ChunkForm form();
}
