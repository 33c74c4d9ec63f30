package dev.granary.web.idb;

import dev.granary.store.Batch;
import dev.granary.store.Group;
import dev.granary.store.Outcome;
import dev.granary.web.bridge.Calls;
import dev.granary.web.bridge.Deferred;
import java.util.ArrayList;
import java.util.List;

/** Small commits that are asked for while another one is under way wait, and are made together. */
final class Grouped {
  /** Commits one batch and waits for it. May suspend. */
  interface Commit {
    Outcome now(Batch batch);
  }

  private record Waiting(Batch batch, Deferred<Outcome> outcome) {}

  private final Commit commit;
  private List<Waiting> waiting = new ArrayList<>();
  private boolean working;

  Grouped(Commit commit) {
    this.commit = commit;
  }

  /** Has a batch committed soon. Never suspends. */
  Deferred<Outcome> add(Batch batch) {
    Deferred<Outcome> outcome = new Deferred<>();
    waiting.add(new Waiting(batch, outcome));
    if (!working) {
      working = true;
      Calls.fork(this::work);
    }
    return outcome;
  }

  private void work() {
    while (!waiting.isEmpty()) {
      Group group = new Group();
      List<Waiting> members = new ArrayList<>();
      List<Waiting> later = new ArrayList<>();
      for (Waiting each : waiting) {
        (group.add(each.batch()) ? members : later).add(each);
      }
      waiting = later;
      commit(group, members);
    }
    working = false;
  }

  private void commit(Group group, List<Waiting> members) {
    Outcome together = null;
    if (members.size() > 1) {
      try {
        together = commit.now(group.merged());
      } catch (RuntimeException failure) {
        // Each is told its own below.
      }
    }
    for (Waiting each : members) {
      if (together != null && together.committed()) {
        each.outcome().complete(together);
        continue;
      }
      try {
        each.outcome().complete(commit.now(each.batch()));
      } catch (RuntimeException failure) {
        each.outcome().fail(failure);
      }
    }
  }
}
