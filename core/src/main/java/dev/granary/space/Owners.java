package dev.granary.space;

import dev.granary.Clock;
import dev.granary.catalog.Journal;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Who is alive. An owner is one session; it holds a lock as long as it lives where the platform has
 * locks. Where it has none, its journal is touched by each chunk that it stores, and while it waits
 * for the next.
 */
public interface Owners {
  /**
   * How long a journal without a touch still counts as its owner's, where nothing better is known.
   */
  long LEASE = 60_000;

  /**
   * Tells of journals whether their owner lives. To ask may suspend; the answer is used at once and
   * does not.
   *
   * <p>Ask after reading the journals: an owner that is gone now was alive, at most, when it wrote;
   * the other way round a journal written in between would look abandoned.
   */
  Predicate<Journal> living();

  /**
   * The answer where there are no locks. A lease from the future, written before the clock was set
   * back, has run out.
   */
  static Owners byLease(Clock clock) {
    return () -> {
      long now = clock.now();
      return journal -> Math.abs(now - journal.touchedAt()) <= LEASE;
    };
  }

  /** One write of the row of a key. */
  record RowStamp(String key, long stamp) {}

  /**
   * The same, by one who knows that it lives itself: a writer that was slow to touch its journal
   * must not take it away when it makes room. And it knows which of its journals it has given up
   * and could not delete. Nobody does not live.
   */
  static Owners including(String self, Set<RowStamp> abandoned, Owners others) {
    return () -> {
      Predicate<Journal> living = others.living();
      return journal ->
          journal.owner().equals(self)
              ? !abandoned.contains(new RowStamp(journal.key(), journal.stamp()))
              : !journal.owner().equals(Journal.NOBODY) && living.test(journal);
    };
  }
}
