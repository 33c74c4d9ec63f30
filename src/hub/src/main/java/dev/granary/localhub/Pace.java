package dev.granary.localhub;

/** Limits the speed of a body to a number of bytes per second. */
final class Pace {
  private static final int PIECES_PER_SECOND = 50;
  private static final double NANOSECONDS = 1e9;

  private final long bytesPerSecond;
  private final long start = System.nanoTime();

  /**
   * @param bytesPerSecond 0 for no limit
   */
  Pace(long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /** Returns the number of bytes to send in one write. */
  int piece() {
    return bytesPerSecond == 0
        ? Content.PIECE
        : (int) Math.max(1, Math.min(Content.PIECE, bytesPerSecond / PIECES_PER_SECOND));
  }

  /** Waits until the limit allows another byte after {@code sent} bytes. */
  void await(long sent) throws InterruptedException {
    if (bytesPerSecond == 0) {
      return;
    }
    long due = start + (long) (sent * NANOSECONDS / bytesPerSecond);
    long milliseconds = (due - System.nanoTime()) / 1_000_000;
    if (milliseconds > 0) {
      Thread.sleep(milliseconds);
    }
  }
}
