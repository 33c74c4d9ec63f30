package dev.granary.file;

import dev.granary.Latch;
import dev.granary.Scheduler;
import dev.granary.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lets the writers of one session write a key one after the other, in the order of their calls. */
final class KeyQueue {
  private final Scheduler scheduler;

  /** The places at each key; the writer at the first place has its turn. */
  private final Map<String, List<Latch>> queues = new HashMap<>();

  KeyQueue(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Takes the last place at a key. Never suspends. */
  Latch join(String key) {
    List<Latch> queue = queues.get(key);
    if (queue == null) {
      queue = new ArrayList<>();
      queues.put(key, queue);
    }
    Latch place = scheduler.latch();
    queue.add(place);
    return place;
  }

  /** Waits for the turn of a place. May suspend. */
  void await(String key, Latch place, Task task) {
    if (queues.get(key).get(0) != place) {
      task.await(place);
    }
  }

  /** Gives up a place, during its turn or before. Never suspends. */
  void leave(String key, Latch place) {
    List<Latch> queue = queues.get(key);
    boolean first = queue.get(0) == place;
    queue.remove(place);
    if (queue.isEmpty()) {
      queues.remove(key);
    } else if (first) {
      queue.get(0).settle();
    }
  }
}
