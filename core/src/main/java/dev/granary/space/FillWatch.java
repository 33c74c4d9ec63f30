package dev.granary.space;

import dev.granary.Clock;
import dev.granary.Scheduler;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.Store;

/** Watches how full the budget and the platform's space are, and reports each level once. */
public final class FillWatch {
  /** Separates two looks, in milliseconds. */
  static final int INTERVAL = 2000;

  private final Store store;
  private final Clock clock;
  private final Scheduler scheduler;
  private final SpacePort port;
  private final long budget;
  private final FillLevel ofBudget = new FillLevel();
  private final FillLevel ofPlatform = new FillLevel();
  private long lookedAt;
  private boolean looked;
  private boolean planned;

  /**
   * @param budget the most bytes that may be stored, or {@link Batch#UNLIMITED}
   */
  public FillWatch(Store store, Clock clock, Scheduler scheduler, SpacePort port, long budget) {
    this.store = store;
    this.clock = clock;
    this.scheduler = scheduler;
    this.port = port;
    this.budget = budget;
  }

  /** Notes that bytes are being stored, and plans a look. Never suspends. */
  public void filling() {
    if (!planned) {
      planned = true;
      scheduler.sometime(untilNextLook(), () -> scheduler.fork(this::lookNow));
    }
  }

  /** Returns the time until the next look, at most the interval, even if the clock was set back. */
  private long untilNextLook() {
    long left = looked ? lookedAt + INTERVAL - clock.now() : 0;
    return Math.min(INTERVAL, Math.max(0, left));
  }

  private void lookNow() {
    planned = false;
    looked = true;
    lookedAt = clock.now();
    try {
      look();
    } catch (RuntimeException unreported) {
      // The store was closed meanwhile, and nothing depends on a warning.
    }
  }

  private void look() {
    if (budget < Batch.UNLIMITED) {
      long stored = store.read(Keys.none().totals()).totals().storedBytes();
      reportIfRisen(ofBudget, (double) stored, (double) budget);
    }
    SpacePort.Figures figures = port.ask();
    if (figures.quota() < Double.POSITIVE_INFINITY) {
      reportIfRisen(ofPlatform, figures.usage(), figures.quota());
    }
  }

  private void reportIfRisen(FillLevel level, double usage, double quota) {
    if (level.rises(usage, quota)) {
      port.filled(usage, quota);
    }
  }
}
