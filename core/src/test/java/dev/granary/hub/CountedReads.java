package dev.granary.hub;

import dev.granary.Pending;
import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import dev.granary.store.Keys;
import dev.granary.store.Outcome;
import dev.granary.store.Snapshot;
import dev.granary.store.Store;
import dev.granary.store.Table;

/** Counts the reads of a store, and those among them that fetch a whole repository. */
final class CountedReads implements Store {
  private final Store store;
  private int all;
  private int repositories;

  CountedReads(Store store) {
    this.store = store;
  }

  /** The reads since the last call, as text: those of a whole repository, then all. */
  String take() {
    String counts = repositories + " of " + all;
    repositories = 0;
    all = 0;
    return counts;
  }

  @Override
  public Pending<Outcome> begin(Batch batch) {
    return store.begin(batch);
  }

  @Override
  public Snapshot read(Keys keys) {
    all++;
    boolean files = keys.ranges().stream().anyMatch(range -> range.table() == Table.FILES);
    boolean repos = keys.ranges().stream().anyMatch(range -> range.table() == Table.REPOS);
    repositories += files && repos ? 1 : 0;
    return store.read(keys);
  }

  @Override
  public ChunkForm form() {
    return store.form();
  }
}
