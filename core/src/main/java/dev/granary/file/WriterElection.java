package dev.granary.file;

import dev.granary.GranaryException;
import dev.granary.catalog.Journal;
import dev.granary.space.Owners;
import dev.granary.store.Row;
import java.util.function.Predicate;

/**
 * How a writer comes to its turn at a key that somebody else is writing. It only saves work: who
 * does not wait takes the key over, and the other one ends with CONFLICT.
 */
public interface WriterElection {
  /** Nobody waits: for who has been elected by a lock, or wants the key at any rate. */
  WriterElection AT_ONCE = writing -> true;

  /** Lets some time pass. May suspend. */
  interface Pause {
    void pause();
  }

  /**
   * Whether the key may be taken over from the one whose journal this is. If not, some time has
   * passed when this returns, and the journal is to be looked at again.
   */
  boolean mine(Row writing);

  /** Life elects: the key is anybody's as soon as its writer does not live, or has given it up. */
  static WriterElection byLife(Owners owners, Pause pause) {
    return writing -> {
      Predicate<Journal> living = owners.living();
      boolean lives;
      try {
        lives = living.test(Journal.decode(writing.key(), writing.stamp(), writing.text()));
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
