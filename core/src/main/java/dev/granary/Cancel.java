package dev.granary;

/** Tells work in progress that its caller has lost interest. Never suspends. */
public interface Cancel {
  /** For work that nobody can stop. */
  Cancel NEVER = () -> {};

  /** Throws the caller's reason once the work has been cancelled, and returns before that. */
  void check();
}
