package dev.granary.store;

import dev.granary.Pending;

/**
 * Where everything is kept: two batch operations, each one transaction that nothing else is awaited
 * in. No transaction object ever leaves a store.
 */
public interface Store {
  /** Starts to commit a batch; what the batch borrows is left alone until the pending is joined. */
  Pending<Outcome> begin(Batch batch);

  /** Commits a batch, strictly durable unless it says otherwise. */
  default Outcome commit(Batch batch) {
    return begin(batch).join();
  }

  /** Reads all that the keys ask for, as it stood at one moment. */
  Snapshot read(Keys keys);

  ChunkForm form();
}
