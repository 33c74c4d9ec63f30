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
  /** Commits some batches as one and waits for it. May suspend. */
  interface Commit {
    Outcome now(Group group);
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
        together = commit.now(group);
      } catch (RuntimeException failure) {
        // Each is told its own below.
      }
    }
    boolean settled =
        together != null && (together.committed() || together.equals(group.refused(0)));
    for (int i = 0; i < members.size(); i++) {
      Waiting each = members.get(i);
      if (settled) {
        Outcome refused = group.refused(i);
        each.outcome().complete(refused == null ? together : refused);
        continue;
      }
      try {
        each.outcome().complete(commit.now(Group.of(each.batch())));
      } catch (RuntimeException failure) {
        each.outcome().fail(failure);
      }
    }
  }
}
