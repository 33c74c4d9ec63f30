package dev.granary.web.idb;

import dev.granary.store.Batch;
import dev.granary.store.BatchGroup;
import dev.granary.store.Outcome;
import dev.granary.web.bridge.Calls;
import dev.granary.web.bridge.Deferred;
import dev.granary.web.bridge.Yielding;
import dev.granary.web.dom.Platform;
import java.util.ArrayList;
import java.util.List;

/**
 * Commits small batches in groups: batches that arrive while another commit is under way wait, and
 * are committed together. A full group starts at once, even when another is under way, so that the
 * engine can begin with it right after the one before.
 */
final class GroupCommitter {
  /** Commits a group of batches as one. */
  interface Commit {
    /** Waits for the outcome, and settles {@code issued} as soon as the engine has all requests. */
    Outcome now(BatchGroup group, Deferred<Void> issued);
  }

  private record Waiting(Batch batch, Deferred<Outcome> outcome) {}

  /** The page works for some milliseconds after it has received this many outcomes. */
  private static final int STEP = 32;

  /**
   * How long a group waits for the other to be issued, in milliseconds: longer than a group takes.
   */
  private static final int PATIENCE = 200;

  private final Commit commit;
  private List<Waiting> waiting = new ArrayList<>();

  /** Belongs to the group that began last. */
  private Deferred<Void> issued = new Deferred<>();

  /** The number of groups under way: at most two. */
  private int working;

  GroupCommitter(Commit commit) {
    this.commit = commit;
  }

  /** Commits a batch soon. Never suspends. */
  Deferred<Outcome> add(Batch batch) {
    Deferred<Outcome> outcome = new Deferred<>();
    waiting.add(new Waiting(batch, outcome));
    if (working == 0 || (working == 1 && waiting.size() >= BatchGroup.MOST)) {
      working++;
      Calls.fork(this::work);
    }
    return outcome;
  }

  private void work() {
    // The last group to end leaves no batch waiting.
    while (waiting.size() >= (working == 1 ? 1 : BatchGroup.MOST)) {
      next();
    }
    working--;
  }

  private void next() {
    BatchGroup group = new BatchGroup();
    List<Waiting> members = new ArrayList<>();
    List<Waiting> later = new ArrayList<>();
    for (Waiting each : waiting) {
      (group.add(each.batch()) ? members : later).add(each);
    }
    waiting = later;
    commit(group, members);
  }

  private void commit(BatchGroup group, List<Waiting> members) {
    Outcome together = null;
    if (members.size() > 1) {
      together = together(group);
    }
    if (working > 1 && !issued.settled()) {
      awaitIssued(issued);
    }
    boolean settled = together != null && group.settledBy(together);
    for (int i = 0; i < members.size(); i++) {
      Waiting each = members.get(i);
      if (settled) {
        Outcome refused = group.refused(i);
        each.outcome().complete(refused == null ? together : refused);
        if (i % STEP == STEP - 1) {
          Yielding.pause();
        }
        continue;
      }
      try {
        each.outcome().complete(commit.now(BatchGroup.of(each.batch()), new Deferred<>()));
      } catch (RuntimeException failure) {
        each.outcome().fail(failure);
      }
    }
  }

  /**
   * Waits until the engine has all requests of the other group. While the engine writes that group,
   * the page does the work that follows from this one; in the other order each waits for the other
   * (measured: a sixth slower). The wait is short: another tab may block the engine, and the
   * callers must receive the outcomes of what was committed.
   */
  private static void awaitIssued(Deferred<Void> other) {
    Platform.sometime(() -> other.complete(null), PATIENCE);
    other.join();
  }

  /** Commits the whole group at once. Returns null when each batch must be committed alone. */
  private Outcome together(BatchGroup group) {
    Deferred<Void> ownIssued = new Deferred<>();
    issued = ownIssued;
    try {
      return commit.now(group, ownIssued);
    } catch (RuntimeException failure) {
      return null;
    } finally {
      ownIssued.complete(null);
    }
  }
}
