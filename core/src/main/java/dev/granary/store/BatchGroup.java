package dev.granary.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Batches that speak of different rows, committed as one: a transaction has a price of its own, and
 * many small batches share it. Inside it each is weighed by itself, and who is refused leaves the
 * others alone. If these commit, each of them has; if not, each is for its own sake.
 */
public final class BatchGroup {
  /** Bounds what a page does for one transaction at a stretch to some tens of milliseconds. */
  public static final int MOST = 128;

  /** What is stored of a large file is a transaction's work by itself. */
  private static final int SMALL = 256 * 1024;

  private final List<Batch> batches = new ArrayList<>();
  private final Set<RowKey> rows = new HashSet<>();

  /** What those were told whose requirements did not hold, by their place; null for all others. */
  private final List<Outcome> refused = new ArrayList<>();

  /** Of one batch, whichever. */
  public static BatchGroup of(Batch batch) {
    BatchGroup group = new BatchGroup();
    group.batches.add(batch);
    return group;
  }

  /** Whether a batch may be part of a group at all. */
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

  /** Adds a batch, if there is room for it and it speaks of none of the others' rows. */
  public boolean add(Batch batch) {
    Set<RowKey> its = CommitPlan.rowsToRead(batch);
    for (RowKey row : its) {
      if (rows.contains(row)) {
        return false;
      }
    }
    if (batches.size() == MOST) {
      return false;
    }
    rows.addAll(its);
    batches.add(batch);
    return true;
  }

  public int size() {
    return batches.size();
  }

  /** All of them as one batch. */
  public Batch merged() {
    return merged(batches);
  }

  private static Batch merged(List<Batch> batches) {
    return batches.size() == 1 ? batches.get(0) : Batch.merged(batches);
  }

  /**
   * Weighs each by the rows that are there.
   *
   * @return those whose requirements hold, as one batch, or null when there is none
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

  /** What one of them was told if it was refused, or null. */
  public Outcome refused(int index) {
    return refused.isEmpty() ? null : refused.get(index);
  }
}
