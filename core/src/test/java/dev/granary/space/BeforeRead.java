package dev.granary.space;

import dev.granary.Pending;
import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import dev.granary.store.Keys;
import dev.granary.store.Outcome;
import dev.granary.store.Snapshot;
import dev.granary.store.Store;

/** A store in which something happens once, right before the first read. */
final class BeforeRead implements Store {
  private final Store store;
  private Runnable event;

  BeforeRead(Store store, Runnable event) {
    this.store = store;
    this.event = event;
  }

  @Override
  public Pending<Outcome> begin(Batch batch) {
    return store.begin(batch);
  }

  @Override
  public Snapshot read(Keys keys) {
    Runnable now = event;
    event = () -> {};
    now.run();
    return store.read(keys);
  }

  @Override
  public ChunkForm form() {
    return store.form();
  }
}
