package dev.granary;

/**
 * Something that is under way and can be waited for: how the core overlaps work without a thread.
 *
 * <p>A pending has one owner, which joins it exactly once, on every exit path. A join may suspend
 * its caller, so it never stands inside an iterator, a comparator or a callback.
 */
public interface Pending<T> {
  /** Waits until the work is done; gives its result or throws its error. */
  T join();

  /** Work that is already done. */
  static <T> Pending<T> ready(T value) {
    return () -> value;
  }
}
