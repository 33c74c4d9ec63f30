package dev.granary.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Batches that speak of different rows, committed as one: a transaction has a price of its own, and
 * many small batches share it. If the whole commits, each has; if not, each is for its own sake.
 */
public final class Group {
  /** Bounds one transaction to some tens of milliseconds. */
  private static final int MOST = 256;

  /** What is stored of a large file is a transaction's work by itself. */
  private static final int SMALL = 256 * 1024;

  private final List<Batch> batches = new ArrayList<>();
  private final Set<RowKey> rows = new HashSet<>();

  /** Whether a batch may be part of a group at all. */
  public static boolean takes(Batch batch) {
    boolean plain = !batch.bare() && !batch.relaxed() && batch.sweep().isEmpty();
    int bytes = 0;
    for (NewChunk chunk : batch.chunks()) {
      bytes += chunk.storedSize();
    }
    return plain && bytes <= SMALL;
  }

  /** Adds a batch, if there is room for it and it speaks of none of the others' rows. */
  public boolean add(Batch batch) {
    Set<RowKey> its = new HashSet<>(batch.deletes());
    for (Row row : batch.puts()) {
      its.add(new RowKey(row.table(), row.key()));
    }
    for (Requirement requirement : batch.requirements()) {
      its.add(requirement.row());
    }
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

  public Batch merged() {
    return batches.size() == 1 ? batches.get(0) : Batch.merged(batches);
  }
}
