package dev.granary.web.idb;

import dev.granary.GranaryException;
import dev.granary.Pending;
import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import dev.granary.store.Keys;
import dev.granary.store.Outcome;
import dev.granary.store.Outcome.Result;
import dev.granary.store.Snapshot;
import dev.granary.store.Store;
import dev.granary.web.bridge.Deferred;
import dev.granary.web.bridge.JsFailure;
import dev.granary.web.bridge.Promises;

/** The store in IndexedDB. */
public final class IndexedDbStore implements Store {
  /** Where {@link Schema#META} keeps the store's header. */
  static final String HEADER = "header";

  /** What stands beside the header while its totals are true: a bare deletion only deletes it. */
  static final String SEAL = "seal";

  /** Waits between the tries of a write that Chromium refused for the moment, in milliseconds. */
  private static final int[] BACK_OFF = {100, 200, 400, 800, 1600};

  private final Connection connection;
  private final StoredBytes bytes;

  public IndexedDbStore(Connection connection) {
    this.connection = connection;
    this.bytes = new StoredBytes(connection.form());
  }

  @Override
  public Pending<Outcome> begin(Batch batch) {
    Deferred<Outcome> first = start(batch);
    return () -> insist(first.join(), batch);
  }

  private Deferred<Outcome> start(Batch batch) {
    return connection.use(database -> CommitRun.start(database, batch, bytes));
  }

  /**
   * Tries again what Chromium refuses when about 500 MB of Blobs wait for garbage collection; some
   * time and a nudge cure it.
   */
  private Outcome insist(Outcome first, Batch batch) {
    Outcome outcome = first;
    if (CommitRun.UNSEALED.equals(outcome)) {
      Recount recount = recount();
      outcome = recount.outcome().committed() ? start(batch).join() : recount.outcome();
    }
    for (int i = 0; i < BACK_OFF.length && isTransient(outcome); i++) {
      bytes.nudge();
      Promises.pause(BACK_OFF[i]);
      outcome = start(batch).join();
    }
    if (outcome.cause() instanceof GranaryException known) {
      throw known;
    }
    return outcome;
  }

  private static boolean isTransient(Outcome outcome) {
    return outcome.result() == Result.FAILED
        && outcome.cause() instanceof JsFailure failure
        && failure.getMessage() != null
        && failure.getMessage().contains("InvalidBlob");
  }

  @Override
  public Snapshot read(Keys keys) {
    Snapshot snapshot =
        connection.use(database -> ReadRun.start(database, keys, form().lazy())).join();
    if (keys.wantsTotals() && snapshot.totals() == null) {
      snapshot.found(recount().totals());
    }
    return snapshot;
  }

  private Recount recount() {
    return connection.use(Recount::start).join();
  }

  @Override
  public ChunkForm form() {
    return connection.form();
  }
}
