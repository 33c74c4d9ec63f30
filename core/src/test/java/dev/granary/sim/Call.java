package dev.granary.sim;

import dev.granary.store.Batch;
import dev.granary.store.Keys;

/** Represents a port call that waits for its answer. */
sealed interface Call {
  record Commit(Batch batch) implements Call {}

  record Read(Keys keys) implements Call {}

  /** Asks which owners live. */
  record Living() implements Call {}

  /** Asks whether another session is open. */
  record Alone() implements Call {}

  /** Opens the session of an actor that starts later. */
  record Open() implements Call {}

  /** Waits for a lock of the whole database. Only planted bugs use it. */
  record Lock(boolean exclusive) implements Call {}

  record Unlock() implements Call {}

  default boolean isCommit() {
    return this instanceof Commit;
  }

  default String label() {
    return this instanceof Commit commit
        ? commit.batch().step().label()
        : getClass().getSimpleName();
  }
}
