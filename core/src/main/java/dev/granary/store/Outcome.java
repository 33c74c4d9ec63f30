package dev.granary.store;

/**
 * Reports how a commit ended. A failed write is an outcome and not an exception, because every
 * caller must decide what to do about it.
 *
 * @param unmet the requirement that did not hold, after {@link Result#REFUSED}
 * @param stamp the stamp of the written rows
 * @param sweptChunks how many chunks the batch deleted
 * @param sweptBytes how many stored bytes these chunks had
 * @param cause the platform's own error, after {@link Result#FAILED} and, if there is one, after
 *     {@link Result#QUOTA}
 */
public record Outcome(
    Result result,
    Requirement unmet,
    long stamp,
    int sweptChunks,
    long sweptBytes,
    Throwable cause) {

  /** Names the four ways a commit ends. Only {@link #COMMITTED} stores anything of a batch. */
  public enum Result {
    COMMITTED,
    /** A requirement did not hold. */
    REFUSED,
    /** The disk, the origin or the budget is full. */
    QUOTA,
    FAILED
  }

  public boolean committed() {
    return result == Result.COMMITTED;
  }

  /** Returns whether the store could not write, for want of space or for another reason. */
  public boolean failed() {
    return result == Result.QUOTA || result == Result.FAILED;
  }

  public static Outcome quota(Throwable cause) {
    return new Outcome(Result.QUOTA, null, 0, 0, 0, cause);
  }

  public static Outcome failed(Throwable cause) {
    return new Outcome(Result.FAILED, null, 0, 0, 0, cause);
  }

  static Outcome refused(Requirement unmet) {
    return new Outcome(Result.REFUSED, unmet, 0, 0, 0, null);
  }
}
