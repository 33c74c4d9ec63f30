package dev.granary;

/**
 * Holds back one piece of work until another piece settles the latch. Only the first settling
 * counts. At most one piece of work waits for a latch.
 */
public interface Latch {
  /** Lets the waiting work go on. Never suspends. */
  void settle();

  /** Makes the wait fail with this very exception. Never suspends. */
  void fail(RuntimeException reason);

  /** Returns as soon as the latch is settled. May suspend. */
  void await();
}
