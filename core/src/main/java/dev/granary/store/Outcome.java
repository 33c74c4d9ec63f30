package dev.granary.store;

/**
 * How a commit ended. A failed write is an outcome and not an exception, because every caller must
 * say what it does then.
 *
 * @param unmet the requirement that did not hold, after {@link Result#REFUSED}
 * @param stamp the stamp of the rows written
 * @param sweptChunks how many chunks the batch deleted
 * @param sweptBytes what they took
 * @param cause the platform's own error, after {@link Result#FAILED} and, where there is one,
 *     {@link Result#QUOTA}
 */
public record Outcome(
    Result result,
    Requirement unmet,
    long stamp,
    int sweptChunks,
    long sweptBytes,
    Throwable cause) {

  /** The four ways a commit ends. Nothing of a batch is stored but after {@link #COMMITTED}. */
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

  /** Whether the store could not do it, be it for want of space or otherwise. */
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
