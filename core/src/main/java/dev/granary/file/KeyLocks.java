package dev.granary.file;

import dev.granary.Task;

/**
 * Elects the one writer of a key among all sessions of a store. In a browser, this port uses Web
 * Locks. A lock only saves work; correctness never depends on a lock.
 */
public interface KeyLocks {
  /** Waits until the writer has the key's lock or the task is ended. May suspend. */
  Held take(String key, Task task);

  /** Represents a lock that a writer holds. */
  interface Held {
    /** Passes the lock on to the next writer. Never suspends. */
    void release();
  }
}
