package dev.granary.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Commits batches that use different rows as one batch. A transaction has a fixed cost, and many
 * small batches share it. The group checks the requirements of each batch separately, so a refused
 * batch does not affect the others. When the group commits, every batch that held has committed.
 * When the group fails, the caller tries each batch alone.
 */
public final class BatchGroup {
  /**
   * The most batches in one group. The limit keeps a page's work for one transaction at some tens
   * of milliseconds.
   */
  public static final int MOST = 128;

  /** The most stored bytes of a batch in a group. A large chunk uses a transaction of its own. */
  private static final int SMALL = 256 * 1024;

  private final List<Batch> batches = new ArrayList<>();
  private final Set<RowKey> rows = new HashSet<>();

  /**
   * The outcomes of the batches, by their index: the refusal of a refused batch, null for the
   * others.
   */
  private final List<Outcome> refused = new ArrayList<>();

  /** Returns a group of one batch of any kind. */
  public static BatchGroup of(Batch batch) {
    BatchGroup group = new BatchGroup();
    group.batches.add(batch);
    return group;
  }

  /** Returns whether a group accepts this batch. */
  public static boolean takes(Batch batch) {
    boolean plain =
        !batch.bare()
            && !batch.relaxed()
            && batch.sweep().isEmpty()
            && batch.step() != Step.RECOUNT;
    int bytes = 0;
    for (NewChunk chunk : batch.chunks()) {
      bytes += chunk.storedSize();
    }
    return plain && bytes <= SMALL;
  }

  /** Adds a batch, unless the group is full or another batch of the group uses one of its rows. */
  public boolean add(Batch batch) {
    Set<RowKey> used = CommitPlan.rowsToRead(batch);
    for (RowKey row : used) {
      if (rows.contains(row)) {
        return false;
      }
    }
    if (batches.size() == MOST) {
      return false;
    }
    rows.addAll(used);
    batches.add(batch);
    return true;
  }

  public int size() {
    return batches.size();
  }

  /** Returns all batches of the group as one batch. */
  public Batch merged() {
    return merged(batches);
  }

  private static Batch merged(List<Batch> batches) {
    return batches.size() == 1 ? batches.get(0) : Batch.merged(batches);
  }

  /**
   * Checks the requirements of each batch against the stored rows.
   *
   * @return the batches whose requirements hold, as one batch, or null when there is none
   */
  public Batch weigh(Map<RowKey, Row> old) {
    refused.clear();
    List<Batch> holding = new ArrayList<>();
    for (Batch batch : batches) {
      Outcome outcome = null;
      for (Requirement requirement : batch.requirements()) {
        if (outcome == null && !requirement.holds(old.get(requirement.row()))) {
          outcome = Outcome.refused(requirement);
        }
      }
      refused.add(outcome);
      if (outcome == null) {
        holding.add(batch);
      }
    }
    return holding.isEmpty() ? null : merged(holding);
  }

  /**
   * Returns whether the outcome of the merged batch is final for each batch: the group committed,
   * or each batch was refused for a requirement of its own. Any other outcome says nothing of a
   * single batch: one batch may name a chunk that is not stored, and the others name none.
   */
  public boolean settledBy(Outcome together) {
    return together.committed() || (!refused.isEmpty() && !refused.contains(null));
  }

  /** Returns the refusal of one batch, or null when the batch was not refused. */
  public Outcome refused(int index) {
    return refused.isEmpty() ? null : refused.get(index);
  }
}
