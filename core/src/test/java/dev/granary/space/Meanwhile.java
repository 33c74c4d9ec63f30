package dev.granary.space;

import dev.granary.Pending;
import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import dev.granary.store.Keys;
import dev.granary.store.Outcome;
import dev.granary.store.Snapshot;
import dev.granary.store.Step;
import dev.granary.store.Store;

/** A store in which something happens once, right before the first commit of a step. */
final class Meanwhile implements Store {
  private final Store store;
  private final Step step;
  private Runnable event;

  Meanwhile(Store store, Step step, Runnable event) {
    this.store = store;
    this.step = step;
    this.event = event;
  }

  @Override
  public Pending<Outcome> begin(Batch batch) {
    if (batch.step() == step && event != null) {
      Runnable now = event;
      event = null;
      now.run();
    }
    return store.begin(batch);
  }

  @Override
  public Snapshot read(Keys keys) {
    return store.read(keys);
  }

  @Override
  public ChunkForm form() {
    return store.form();
  }
}
