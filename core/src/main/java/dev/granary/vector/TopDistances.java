package dev.granary.vector;

/** Selects the best of many scores. */
public final class TopDistances {
  private TopDistances() {}

  /** Fills the pool with the places of the best scores, as many as {@code best} if there are. */
  public static void select(float[] scores, int count, int best, NeighborQueue pool) {
    pool.clear(best);
    for (int i = 0; i < count; i++) {
      pool.offer(scores[i], i);
    }
  }
}
