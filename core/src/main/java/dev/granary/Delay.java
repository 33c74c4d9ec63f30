package dev.granary;

/** Lets time pass. */
public interface Delay {
  /**
   * Returns when so many milliseconds have passed, or fails when the caller has lost interest. May
   * suspend.
   */
  void pass(long milliseconds);
}
