package dev.granary;

import java.util.List;

/**
 * Runs all work at once and to its end, for calls that never wait for each other; records the
 * waits.
 */
public record AtOnce(List<Long> waits) implements Scheduler {
  @Override
  public void fork(Work work) {
    work.work();
  }

  @Override
  public Latch latch() {
    return Scheduler.NONE.latch();
  }

  @Override
  public void after(long milliseconds, Runnable callback) {
    waits.add(milliseconds);
    callback.run();
  }

  @Override
  public Timer sometime(long milliseconds, Runnable callback) {
    return () -> {};
  }
}
