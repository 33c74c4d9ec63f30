package dev.granary;

/** Follows one call. The caller can end the call from outside, even while the call waits. */
public final class Task implements Cancel, Delay {
  private final Scheduler scheduler;

  /** Why the call has to end, or null. */
  private RuntimeException ended;

  /** What the call waits for, or null. */
  private Latch waiting;

  public Task(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Makes the call fail with this reason; only the first reason counts. Never suspends. */
  public void end(RuntimeException reason) {
    if (ended == null) {
      ended = reason;
      if (waiting != null) {
        waiting.fail(reason);
      }
    }
  }

  @Override
  public void check() {
    if (ended != null) {
      throw ended;
    }
  }

  /** Waits until the latch is settled or the call is ended. May suspend. */
  public void await(Latch latch) {
    waiting = latch;
    try {
      check();
      latch.await();
    } finally {
      waiting = null;
    }
  }

  @Override
  public void pass(long milliseconds) {
    Latch over = scheduler.latch();
    scheduler.after(milliseconds, over::settle);
    await(over);
  }
}
