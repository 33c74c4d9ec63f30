package dev.granary.web.idb;

import dev.granary.GranaryException;
import dev.granary.Pending;
import dev.granary.store.Batch;
import dev.granary.store.BatchGroup;
import dev.granary.store.ChunkForm;
import dev.granary.store.Keys;
import dev.granary.store.Outcome;
import dev.granary.store.Outcome.Result;
import dev.granary.store.Snapshot;
import dev.granary.store.Step;
import dev.granary.store.Store;
import dev.granary.web.bridge.Deferred;
import dev.granary.web.bridge.JsFailure;
import dev.granary.web.bridge.Promises;
import dev.granary.web.idb.CommitRun.Verdict;

/** Implements the store in IndexedDB. */
public final class IndexedDbStore implements Store {
  /**
   * The waits between the tries of a write that Chromium refused for the moment, in milliseconds.
   */
  private static final int[] BACK_OFF = {100, 200, 400, 800, 1600};

  private final Connection connection;
  private final StoredBytes bytes;
  private final CommitRun.Known known;
  private final GroupCommitter committer = new GroupCommitter(this::commit);

  /** Whether bytes were deleted whose space the engine may still hold back. */
  private boolean spaceIsDue;

  /** Whether the last commit had to be a bare deletion, because not a single row fitted. */
  private boolean tight;

  public IndexedDbStore(Connection connection) {
    this.connection = connection;
    this.bytes = new StoredBytes(connection.form());
    this.known = new CommitRun.Known(bytes, new SharedBytePlaces(), new NewChunkPredictor());
  }

  @Override
  public Pending<Outcome> begin(Batch batch) {
    if (batch.step() == Step.RECOUNT) {
      return () -> recount(batch.bare()).outcome();
    }
    if (BatchGroup.takes(batch)) {
      Deferred<Outcome> outcome = committer.add(batch);
      return () -> insist(outcome.join(), batch);
    }
    BatchGroup alone = BatchGroup.of(batch);
    Deferred<CommitRun.End> run = start(alone, false, new Deferred<>());
    return () -> insist(counted(run.join(), alone), batch);
  }

  private Outcome commit(BatchGroup group, Deferred<Void> issued) {
    return counted(start(group, false, issued).join(), group);
  }

  private Deferred<CommitRun.End> start(BatchGroup group, boolean looks, Deferred<Void> issued) {
    return connection.use(database -> CommitRun.start(database, group, known, looks, issued));
  }

  /**
   * Repeats a write that Chromium refuses for the moment. Chromium does so when about 500 MB of
   * Blobs wait for garbage collection, and when handles that wait for it hold the space of deleted
   * bytes. A pause and a nudge cure both.
   */
  private Outcome insist(Outcome first, Batch batch) {
    Outcome outcome = first;
    for (int i = 0; i < BACK_OFF.length && isTransient(outcome, batch); i++) {
      bytes.nudge();
      Promises.pause(BACK_OFF[i]);
      outcome = commit(BatchGroup.of(batch), new Deferred<>());
    }
    if (outcome.cause() instanceof GranaryException reported) {
      throw reported;
    }
    if (outcome.sweptBytes() > 0) {
      spaceIsDue = true;
    } else if (!batch.deletesOnly()) {
      // This write waited for the space in vain, so the next one does not wait again.
      spaceIsDue &= outcome.result() != Result.QUOTA;
    }
    return outcome;
  }

  /**
   * Runs a group again when its outcome was not final. After a wrong prediction the run looks at
   * each chunk. When the totals are unknown, a recount comes first; a deletion that would find no
   * room in any case skips it.
   */
  private Outcome counted(CommitRun.End first, BatchGroup group) {
    CommitRun.End end = first.verdict() == Verdict.MISPREDICTED ? look(group) : first;
    // Loop: another tab may invalidate the totals after each recount.
    while (end.verdict() != Verdict.DECIDED) {
      if (tight && group.merged().deletesOnly()) {
        return Outcome.quota(null);
      }
      Outcome recount = recount(false).outcome();
      if (!recount.committed()) {
        return recount;
      }
      // A run that looks at the chunks predicts nothing, so it cannot predict wrong.
      end = look(group);
    }
    Outcome outcome = end.outcome();
    if (outcome.committed()) {
      tight = group.size() == 1 && group.merged().bare();
    }
    return outcome;
  }

  private CommitRun.End look(BatchGroup group) {
    return start(group, true, new Deferred<>()).join();
  }

  private boolean isTransient(Outcome outcome, Batch batch) {
    if (outcome.result() == Result.QUOTA) {
      // A deletion need not wait: the caller can repeat it as a bare one.
      return spaceIsDue && outcome.cause() != null && !batch.deletesOnly();
    }
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
      snapshot.found(recount(false).totals());
    }
    return snapshot;
  }

  private Recount recount(boolean bare) {
    return connection.use(database -> Recount.start(database, bare)).join();
  }

  @Override
  public ChunkForm form() {
    return connection.form();
  }
}
