package dev.granary.file;

import dev.granary.Task;

/**
 * Elects the one writer of a key among all sessions of a store: a port that a browser keeps by Web
 * Locks. A lock only saves work, and correctness never depends on it.
 */
public interface KeyLocks {
  /** Waits for a key's lock, or until the task is ended. May suspend. */
  Held take(String key, Task task);

  /** A lock that is held. */
  interface Held {
    /** Lets the next writer have it. Never suspends. */
    void release();
  }
}
