package dev.granary.store;

import dev.granary.Pending;

/** Keeps a store in memory. It copies the bytes it receives, so the pump can reuse its buffers. */
public final class MemoryStore implements Store {
  private final Tables tables;
  private final ChunkForm form;

  public MemoryStore() {
    this(new Tables(), ChunkForm.MEMORY);
  }

  MemoryStore(Tables tables, ChunkForm form) {
    this.tables = tables;
    this.form = form;
  }

  @Override
  public Pending<Outcome> begin(Batch batch) {
    return Pending.ready(tables.commit(batch));
  }

  @Override
  public Snapshot read(Keys keys) {
    return tables.read(keys, form.lazy());
  }

  @Override
  public ChunkForm form() {
    return form;
  }
}
