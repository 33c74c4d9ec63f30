package dev.granary;

/** Waits for a length of time. */
public interface Delay {
  /**
   * Waits for this many milliseconds. Throws the caller's reason when the caller cancels. May
   * suspend.
   */
  void pass(long milliseconds);
}
