package dev.granary.store;

import dev.granary.Pending;

/**
 * Keeps rows and chunks. A store has two batch operations. Each is one transaction, which waits for
 * nothing outside it. No transaction object ever leaves a store.
 */
public interface Store {
  /**
   * Starts to commit a batch. The caller does not change the bytes that the batch borrows until the
   * pending is joined.
   */
  Pending<Outcome> begin(Batch batch);

  /**
   * Commits a batch, strictly durable unless the batch is relaxed. A deletion that finds no room is
   * tried again as a bare deletion, because deleting must work above all on a full disk.
   */
  default Outcome commit(Batch batch) {
    Outcome outcome = begin(batch).join();
    boolean full = outcome.result() == Outcome.Result.QUOTA;
    return full && batch.deletesOnly() ? begin(batch.asBare()).join() : outcome;
  }

  /** Reads everything the keys ask for, as of one moment. */
  Snapshot read(Keys keys);

  ChunkForm form();
}
