package dev.granary;

import dev.granary.session.Activity;
import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import dev.granary.store.Keys;
import dev.granary.store.Outcome;
import dev.granary.store.Snapshot;
import dev.granary.store.Store;

/** Passes calls on to a store until the gate is closed. Then every call fails with CLOSED. */
final class Gate implements Store {
  private final Store store;
  private boolean closed;

  Gate(Store store) {
    this.store = store;
  }

  void close() {
    closed = true;
  }

  private void expectOpen() {
    if (closed) {
      throw Activity.closed();
    }
  }

  @Override
  public Pending<Outcome> begin(Batch batch) {
    expectOpen();
    return store.begin(batch);
  }

  @Override
  public Outcome commit(Batch batch) {
    expectOpen();
    return store.commit(batch);
  }

  @Override
  public Snapshot read(Keys keys) {
    expectOpen();
    return store.read(keys);
  }

  @Override
  public ChunkForm form() {
    return store.form();
  }
}
