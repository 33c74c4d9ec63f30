package dev.granary;

/**
 * Supplies the wall-clock time. The time may jump in either direction. No correctness rule depends
 * on the clock; only the time that garbage and abandoned journals are kept does.
 */
public interface Clock {
  /** Returns the milliseconds since 1970. */
  long now();
}
