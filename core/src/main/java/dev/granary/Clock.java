package dev.granary;

/**
 * Wall-clock time. It may jump in either direction: nothing that must be correct depends on it,
 * only how long garbage and abandoned journals are kept.
 */
public interface Clock {
  /** Milliseconds since 1970. */
  long now();
}
