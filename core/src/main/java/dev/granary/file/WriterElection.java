package dev.granary.file;

import dev.granary.GranaryException;
import dev.granary.catalog.Journal;
import dev.granary.space.Owners;
import dev.granary.store.Row;
import java.util.function.Predicate;

/**
 * Decides when a writer may take over a key that another writer is writing. The election only saves
 * work. A writer that does not wait takes the key over, and the other writer ends with CONFLICT.
 */
public interface WriterElection {
  /**
   * Admits every writer at once: for a writer that holds the key's lock, or that takes the key in
   * any case.
   */
  WriterElection AT_ONCE = journal -> true;

  /** Waits for some time. May suspend. */
  interface Pause {
    void pause();
  }

  /**
   * Returns whether a writer may take over from the owner of this journal. If not, some time has
   * passed when this returns, and the caller reads the journal again.
   */
  boolean mayTakeOver(Row journal);

  /** Admits a writer when the current writer's session has ended or released the key. */
  static WriterElection byLife(Owners owners, Pause pause) {
    return journal -> {
      Predicate<Journal> living = owners.living();
      boolean lives;
      try {
        lives = living.test(Journal.decode(journal.key(), journal.stamp(), journal.text()));
      } catch (GranaryException unreadable) {
        lives = false;
      }
      if (lives) {
        pause.pause();
      }
      return !lives;
    };
  }
}
