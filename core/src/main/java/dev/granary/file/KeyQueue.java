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

  /** The places at each key; the first one's writer has its turn. */
  private final Map<String, List<Latch>> lines = new HashMap<>();

  KeyQueue(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Takes the last place at a key. Never suspends. */
  Latch join(String key) {
    List<Latch> line = lines.get(key);
    if (line == null) {
      line = new ArrayList<>();
      lines.put(key, line);
    }
    Latch place = scheduler.latch();
    line.add(place);
    return place;
  }

  /** Waits for the turn of a place. May suspend. */
  void await(String key, Latch place, Task task) {
    if (lines.get(key).get(0) != place) {
      task.await(place);
    }
  }

  /** Gives a place up, with its turn or before it. Never suspends. */
  void leave(String key, Latch place) {
    List<Latch> line = lines.get(key);
    boolean first = line.get(0) == place;
    line.remove(place);
    if (line.isEmpty()) {
      lines.remove(key);
    } else if (first) {
      line.get(0).settle();
    }
  }
}
