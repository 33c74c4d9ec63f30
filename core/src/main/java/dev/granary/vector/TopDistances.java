package dev.granary.vector;

/** Selects the best of many scores. */
public final class TopDistances {
  private TopDistances() {}

  /**
   * Fills the queue with the indexes of the best scores: {@code best} of them, or all if there are
   * fewer.
   */
  public static void select(float[] scores, int count, int best, NeighborQueue queue) {
    queue.clear(best);
    for (int i = 0; i < count; i++) {
      queue.offer(scores[i], i);
    }
  }
}
