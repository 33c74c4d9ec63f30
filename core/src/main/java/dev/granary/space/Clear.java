package dev.granary.space;

import dev.granary.Cancel;
import dev.granary.Clock;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.Outcome;
import dev.granary.store.Row;
import dev.granary.store.Snapshot;
import dev.granary.store.Step;
import dev.granary.store.Store;
import dev.granary.store.Table;
import java.util.List;

/**
 * Empties a store: deletes everything that was stored when the clearing began, with its bytes. It
 * works page by page; when the session dies in between, the rest stays whole. A writer whose
 * journal is deleted ends with CONFLICT.
 */
public final class Clear {
  /** Bounds one transaction to some milliseconds. */
  private static final int PAGE = 256;

  private final Store store;
  private final Clock clock;
  private final Sweep sweep;

  public Clear(Store store, Clock clock, Sweep sweep) {
    this.store = store;
    this.clock = clock;
    this.sweep = sweep;
  }

  /**
   * Empties the store.
   *
   * @return null, or the outcome of the commit that failed
   */
  public Outcome run() {
    Keys everything = Keys.none();
    for (Table table : Table.values()) {
      everything.rows(table, "");
    }
    Snapshot found = store.read(everything);
    for (Table table : Table.values()) {
      List<Row> rows = found.rows(table, "");
      for (int from = 0; from < rows.size(); from += PAGE) {
        Outcome outcome = delete(rows, from, Math.min(rows.size(), from + PAGE));
        if (!outcome.committed()) {
          return outcome;
        }
      }
    }
    return sweep.sweepAll(Cancel.NEVER).failure();
  }

  private Outcome delete(List<Row> rows, int from, int to) {
    Batch.Builder batch = Batch.of(Step.CLEAR, clock.now());
    for (int i = from; i < to; i++) {
      batch.delete(rows.get(i).table(), rows.get(i).key());
      if (rows.get(i).table() == Table.MODELS) {
        // A model has both rows or none.
        batch.delete(Table.TENSORS, rows.get(i).key());
      }
    }
    return store.commit(batch.build());
  }
}
