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
 * Small commits that are asked for while another one is under way wait, and are made together. When
 * a full group waits it is begun at once: then the engine finds it ready when it is done with the
 * one before.
 */
final class GroupCommitter {
  /** Commits some batches as one. */
  interface Commit {
    /** Waits for the outcome, and settles the other as soon as the engine has all of it. */
    Outcome now(BatchGroup group, Deferred<Void> issued);
  }

  private record Waiting(Batch batch, Deferred<Outcome> outcome) {}

  /** What follows from so many takes the page some milliseconds. */
  private static final int STEP = 32;

  /** Longer than a group takes, in milliseconds. */
  private static final int PATIENCE = 200;

  private final Commit commit;
  private List<Waiting> waiting = new ArrayList<>();

  /** Of the group that was begun last. */
  private Deferred<Void> issued = new Deferred<>();

  /** How many groups are under way, two at most. */
  private int working;

  GroupCommitter(Commit commit) {
    this.commit = commit;
  }

  /** Has a batch committed soon. Never suspends. */
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
    // The last one to leave leaves nobody waiting.
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
      giveWay(issued);
    }
    boolean settled =
        together != null && (together.committed() || together.equals(group.refused(0)));
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
   * The other group goes first: while the engine writes that, the page does what follows from this
   * one. The other way round each waits for the other (measured: a sixth slower). But not for long:
   * somebody elsewhere may hold the engine up, and what was committed must be told.
   */
  private static void giveWay(Deferred<Void> other) {
    Platform.sometime(() -> other.complete(null), PATIENCE);
    other.join();
  }

  /** The outcome of all of them at once, or null when each is to be told its own. */
  private Outcome together(BatchGroup group) {
    Deferred<Void> its = new Deferred<>();
    issued = its;
    try {
      return commit.now(group, its);
    } catch (RuntimeException failure) {
      return null;
    } finally {
      its.complete(null);
    }
  }
}
