package dev.granary.session;

import dev.granary.Latch;
import dev.granary.Scheduler;
import dev.granary.Task;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Holds the running tasks of one session, so that a close can end all tasks and wait for them. */
final class RunningTasks {
  private final Scheduler scheduler;
  private final Set<Task> tasks = new HashSet<>();

  /** Settled by the end of the last task; null while no close waits. */
  private Latch idle;

  RunningTasks(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  void begin(Task task) {
    tasks.add(task);
  }

  void end(Task task) {
    tasks.remove(task);
    if (tasks.isEmpty() && idle != null) {
      idle.settle();
    }
  }

  /** Makes all tasks fail, even while their sources keep them waiting. Never suspends. */
  void fail(RuntimeException why) {
    for (Task task : List.copyOf(tasks)) {
      task.end(why);
    }
  }

  /** Waits until all tasks have cleared up and ended. */
  void join() {
    if (!tasks.isEmpty()) {
      idle = scheduler.latch();
      idle.await();
    }
  }
}
