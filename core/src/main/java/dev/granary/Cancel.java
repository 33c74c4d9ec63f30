package dev.granary;

/** Reports to work in progress that its caller has cancelled it. Never suspends. */
public interface Cancel {
  /** Never cancels. */
  Cancel NEVER = () -> {};

  /** Throws the caller's reason after the caller has cancelled; returns otherwise. */
  void check();
}
