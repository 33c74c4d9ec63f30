package dev.granary.session;

import dev.granary.Scheduler;
import dev.granary.space.Sweep;
import dev.granary.store.ChunkForm;
import dev.granary.store.Keys;

/**
 * Sweeps garbage and writes times of last use, from time to time while a session is open. Work that
 * fails is left for the next time.
 */
final class Housekeeping {
  /** Leaves the opener of a session time for its own first calls, in milliseconds. */
  static final int FIRST_SWEEP = 5000;

  /** Frees what no reader needs within a second, in milliseconds. */
  static final int SOON = 400;

  /** Bounds the sweeps' share of the time: one part in so many. */
  static final int SHARE = 10;

  /** Tells how long times of last use are collected before they are written, in milliseconds. */
  static final int ACCESS = 60_000;

  /** Ends after the grace, so that the sweep finds the garbage old enough; in milliseconds. */
  static final long NEXT_SWEEP = Sweep.GRACE + 1000;

  private final Session session;
  private final Scheduler scheduler;
  private final boolean inMemory;
  private Scheduler.Timer freeing;
  private Scheduler.Timer sweeping;
  private Scheduler.Timer writing;

  /** The pause before garbage is freed. */
  private long pause = SOON;

  /** Whether garbage was noted that may be too young when the planned work frees garbage. */
  private boolean more;

  private boolean ended;

  Housekeeping(Session session, Scheduler scheduler) {
    this.session = session;
    this.scheduler = scheduler;
    inMemory = session.store().form() == ChunkForm.MEMORY;
    if (!inMemory) {
      sweepAfter(FIRST_SWEEP);
    }
  }

  /**
   * Notes possible garbage. A store in memory is swept now, because it gains nothing by keeping
   * garbage.
   */
  void garbage() {
    if (!inMemory) {
      freeSoon();
      sweepAfter(NEXT_SWEEP);
    } else if (anyGarbage()) {
      session.sweep().sweepChunks(0);
    }
  }

  /** Notes that a file was used. Never suspends. */
  void used() {
    if (writing == null && !ended) {
      writing = scheduler.sometime(ACCESS, this::writeSoon);
    }
  }

  /** Begins to write the times of last use at once. Never suspends. */
  void writeSoon() {
    background(this::writeAccesses);
  }

  /** Cancels the planned work. Never suspends. */
  void end() {
    ended = true;
    cancel(freeing);
    cancel(sweeping);
    cancel(writing);
  }

  private void freeSoon() {
    more = freeing != null;
    if (!more && !ended) {
      freeing =
          scheduler.sometime(
              pause,
              () -> {
                freeing = null;
                background(this::free);
                if (more) {
                  freeSoon();
                }
              });
    }
  }

  private void sweepAfter(long milliseconds) {
    if (sweeping == null && !ended) {
      sweeping =
          scheduler.sometime(
              milliseconds,
              () -> {
                sweeping = null;
                background(this::sweep);
              });
    }
  }

  /** Frees garbage, unless other sessions need it for the whole grace. */
  private void free() {
    if (anyGarbage() && session.sweep().grace() < Sweep.GRACE) {
      sweepGarbage();
    }
  }

  private void sweep() {
    session.sweep().expireJournals(Sweep.KEPT_UNFINISHED);
    if (anyGarbage()) {
      sweepGarbage();
    }
  }

  private void sweepGarbage() {
    long began = session.clock().now();
    session.sweep().sweepGarbage();
    // At most as long as between routine sweeps: the clock may jump, or the machine sleep,
    // meanwhile.
    pause = Math.min(NEXT_SWEEP, Math.max(SOON, SHARE * (session.clock().now() - began)));
    if (anyGarbage()) {
      // This garbage is still too young, or cannot be deleted now.
      sweepAfter(NEXT_SWEEP);
    }
  }

  /**
   * Returns whether there is garbage. One small read tells; a pass over many chunks would take
   * long.
   */
  private boolean anyGarbage() {
    return session.store().read(Keys.none().totals()).totals().garbageBytes() > 0;
  }

  private void writeAccesses() {
    cancel(writing);
    writing = null;
    session.accessLog().flush();
  }

  private void background(Scheduler.Work work) {
    scheduler.fork(
        () -> {
          try {
            if (!ended) {
              work.work();
            }
          } catch (RuntimeException leftForTheNextTime) {
            // No call waits for this work, and nothing depends on it.
          }
        });
  }

  private static void cancel(Scheduler.Timer timer) {
    if (timer != null) {
      timer.cancel();
    }
  }
}
