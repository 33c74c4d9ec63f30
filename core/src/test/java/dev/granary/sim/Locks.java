package dev.granary.sim;

import java.util.Set;
import java.util.TreeSet;

/**
 * Simulates one lock over the whole database, shared or exclusive. The protocol needs none; some
 * planted bugs use it.
 */
final class Locks {
  private final Set<String> sharedBy = new TreeSet<>();
  private String exclusiveTo = "";

  Locks copy() {
    Locks copy = new Locks();
    copy.sharedBy.addAll(sharedBy);
    copy.exclusiveTo = exclusiveTo;
    return copy;
  }

  boolean free(String asking, boolean exclusive) {
    boolean othersShare = sharedBy.stream().anyMatch(holder -> !holder.equals(asking));
    boolean othersHave = !exclusiveTo.isEmpty() && !exclusiveTo.equals(asking);
    return !othersHave && !(exclusive && othersShare);
  }

  void take(String asking, boolean exclusive) {
    if (exclusive) {
      exclusiveTo = asking;
    } else {
      sharedBy.add(asking);
    }
  }

  void release(String holder) {
    sharedBy.remove(holder);
    if (exclusiveTo.equals(holder)) {
      exclusiveTo = "";
    }
  }
}
