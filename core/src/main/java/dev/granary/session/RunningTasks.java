package dev.granary.session;

import dev.granary.Latch;
import dev.granary.Scheduler;
import dev.granary.Task;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The tasks under way in one session, so that closing can end them all and wait for them. */
final class RunningTasks {
  private final Scheduler scheduler;
  private final Set<Task> tasks = new HashSet<>();

  /** What waits for the end of the last task, or null. */
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

  /** Waits until the tasks have cleared up behind them. */
  void join() {
    if (!tasks.isEmpty()) {
      idle = scheduler.latch();
      idle.await();
    }
  }
}
