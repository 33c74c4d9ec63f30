package dev.granary.space;

import dev.granary.Clock;
import dev.granary.catalog.Journal;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Tells whether the owners of journals live. An owner is one session. Where the platform has locks,
 * a session holds one as long as it lives. Where the platform has none, the session touches its
 * journal with each chunk that it stores, and while it waits for the next chunk.
 */
public interface Owners {
  /** How long a journal without a touch counts as owned where there are no locks. */
  long LEASE = 60_000;

  /**
   * Gives a test for journals whose owner lives. This call may suspend; the test does not, and is
   * used at once.
   *
   * <p>Ask after reading the journals. Otherwise a journal that is written in between looks
   * abandoned.
   */
  Predicate<Journal> living();

  /**
   * Returns whether no session but the asking one is open; false where that is not known. May
   * suspend.
   *
   * <p>Ask after reading the chunks that are garbage: a session that opens later cannot open them.
   */
  default boolean alone() {
    return false;
  }

  /**
   * Gives the owners where there are no locks. A touch in the future, made before the clock was set
   * back, counts as run out.
   */
  static Owners byLease(Clock clock) {
    return () -> {
      long now = clock.now();
      return journal -> Math.abs(now - journal.touchedAt()) <= LEASE;
    };
  }

  /** Names one write of the row of a key. */
  record RowStamp(String key, long stamp) {}

  /**
   * Gives the owners as one session sees them. The session itself lives: a writer that was slow to
   * touch its journal must not delete that journal when it makes room. A journal that the session
   * gave up and could not delete counts as abandoned, and so does a journal owned by {@code
   * NOBODY}.
   *
   * @param self the session's own name
   * @param abandoned the writes of journals that the session gave up
   */
  static Owners including(String self, Set<RowStamp> abandoned, Owners others) {
    return new Owners() {
      @Override
      public Predicate<Journal> living() {
        Predicate<Journal> living = others.living();
        return journal ->
            journal.owner().equals(self)
                ? !abandoned.contains(new RowStamp(journal.key(), journal.stamp()))
                : !journal.owner().equals(Journal.NOBODY) && living.test(journal);
      }

      @Override
      public boolean alone() {
        return others.alone();
      }
    };
  }
}
