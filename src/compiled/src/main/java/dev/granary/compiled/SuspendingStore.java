package dev.granary.compiled;

import dev.granary.Pending;
import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import dev.granary.store.Keys;
import dev.granary.store.MemoryStore;
import dev.granary.store.Outcome;
import dev.granary.store.Snapshot;
import dev.granary.store.Store;

/**
 * Makes the callers of a store really wait. TeaVM turns the sleep into a suspended coroutine,
 * together with every method that reaches this store, as with a browser's database.
 *
 * <p>The store commits at the join and not before. So a caller that changes borrowed bytes too
 * early is found out.
 */
final class SuspendingStore implements Store {
  private final Store store = new MemoryStore();

  @Override
  public Pending<Outcome> begin(Batch batch) {
    return () -> {
      pause();
      return store.commit(batch);
    };
  }

  @Override
  public Snapshot read(Keys keys) {
    pause();
    return store.read(keys);
  }

  @Override
  public ChunkForm form() {
    return store.form();
  }

  static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
