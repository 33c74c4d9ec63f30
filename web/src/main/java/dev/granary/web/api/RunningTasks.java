package dev.granary.web.api;

import dev.granary.web.bridge.Deferred;
import dev.granary.web.source.Task;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The tasks under way in one store, so that they can all be ended, and waited for. */
final class RunningTasks {
  private final Set<Task> tasks = new HashSet<>();

  /** Whoever waits for the last of them. */
  private Deferred<Void> idle;

  void begin(Task task) {
    tasks.add(task);
  }

  void end(Task task) {
    tasks.remove(task);
    if (tasks.isEmpty() && idle != null) {
      idle.complete(null);
    }
  }

  /** Makes them all fail, even while their sources keep them waiting. Never suspends. */
  void fail(RuntimeException why) {
    for (Task task : List.copyOf(tasks)) {
      task.end(why);
    }
  }

  /** Waits until they have left nothing behind. */
  void join() {
    if (!tasks.isEmpty()) {
      idle = new Deferred<>();
      idle.join();
    }
  }
}
