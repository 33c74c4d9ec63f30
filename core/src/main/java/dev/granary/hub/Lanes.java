package dev.granary.hub;

import dev.granary.Latch;
import dev.granary.Scheduler;
import dev.granary.Task;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs lanes of one call side by side, each with a task of its own. The first failure stops the
 * other lanes, and so does the end of the caller's task.
 */
final class Lanes {
  private final Scheduler scheduler;
  private final Task caller;

  /** The tasks of the lanes that are under way. */
  private final List<Task> running = new ArrayList<>();

  private Throwable failure;

  /** The last lane that ends settles this latch. */
  private Latch over;

  Lanes(Scheduler scheduler, Task caller) {
    this.scheduler = scheduler;
    this.caller = caller;
  }

  /** Does work beside other lanes. May suspend. */
  interface Lane {
    void run(Task own);
  }

  /** Ends a lane after another lane has failed; this failure is not reported. */
  private static final class Stopped extends RuntimeException {
    Stopped() {
      super("Another part of the download has failed.");
    }
  }

  /**
   * Runs a lane {@code count} times, and waits for all runs; throws the first failure. May suspend.
   */
  void run(int count, Lane lane) {
    over = scheduler.latch();
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tasks.add(new Task(scheduler));
    }
    running.addAll(tasks);
    for (Task own : tasks) {
      scheduler.fork(() -> run(lane, own));
    }
    try {
      caller.await(over);
    } catch (RuntimeException abort) {
      stop(abort);
      over = scheduler.latch();
      if (!running.isEmpty()) {
        over.await();
      }
    }
    if (failure instanceof RuntimeException known) {
      throw known;
    }
    if (failure instanceof Error severe) {
      throw severe;
    }
  }

  private void run(Lane lane, Task own) {
    try {
      own.check();
      lane.run(own);
    } catch (RuntimeException | Error reason) {
      stop(reason);
    }
    running.remove(own);
    if (running.isEmpty()) {
      over.settle();
    }
  }

  /** Keeps the first reason; the failures of other lanes follow from it. Never suspends. */
  private void stop(Throwable reason) {
    if (failure == null) {
      failure = reason;
      for (Task each : List.copyOf(running)) {
        each.end(new Stopped());
      }
    }
  }
}
