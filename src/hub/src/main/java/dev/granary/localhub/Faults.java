package dev.granary.localhub;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The active faults, in the order they were added. At most one fault affects a request. */
final class Faults {
  private final List<Switched> switched = new ArrayList<>();
  private int clearings;

  synchronized void add(Fault fault) {
    switched.add(new Switched(fault));
  }

  /** Removes all faults and ends every stall. */
  synchronized void clear() {
    switched.clear();
    clearings++;
    notifyAll();
  }

  /** Returns the fault that affects a request, and uses up one of the fault's {@code times}. */
  synchronized Fault take(String subject, String place) {
    for (Iterator<Switched> all = switched.iterator(); all.hasNext(); ) {
      Switched next = all.next();
      if (next.fault.meets(subject, place)) {
        if (++next.met == next.fault.times()) {
          all.remove();
        }
        return next.fault;
      }
    }
    return Fault.NONE;
  }

  /** Waits until the faults are cleared or the server ends. */
  synchronized void stall() throws InterruptedException {
    for (int before = clearings; clearings == before; ) {
      wait();
    }
  }

  private static final class Switched {
    private final Fault fault;
    private int met;

    Switched(Fault fault) {
      this.fault = fault;
    }
  }
}
