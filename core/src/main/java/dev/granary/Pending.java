package dev.granary;

/**
 * Represents work that is under way and that its owner waits for. The core overlaps work with
 * pendings instead of threads.
 *
 * <p>A pending has one owner, which joins it exactly once, on every exit path. A join may suspend
 * its caller. So no join stands inside an iterator, a comparator or a callback.
 */
public interface Pending<T> {
  /** Waits until the work is done; returns its result or throws its error. */
  T join();

  /** Returns a pending whose work is already done. */
  static <T> Pending<T> ready(T value) {
    return () -> value;
  }
}
