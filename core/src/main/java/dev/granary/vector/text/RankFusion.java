package dev.granary.vector.text;

import dev.granary.vector.NeighborQueue;

/**
 * Joins rankings whose scores cannot be compared, by reciprocal ranks (Cormack, Clarke and
 * Büttcher, 2009): a row scores 1 / (60 + rank) for each ranking that has it.
 */
public final class RankFusion {
  private static final int OFFSET = 60;

  private RankFusion() {}

  /** Fills the queue with the best rows of two rankings; a distance is a score, sign turned. */
  public static void join(
      NeighborQueue first, NeighborQueue second, int best, NeighborQueue joined) {
    joined.clear(best);
    for (int i = 0; i < first.size(); i++) {
      joined.offer(-(score(i) + scoreIn(second, first.id(i))), first.id(i));
    }
    for (int i = 0; i < second.size(); i++) {
      if (scoreIn(first, second.id(i)) == 0) {
        joined.offer(-score(i), second.id(i));
      }
    }
  }

  private static float score(int place) {
    return 1f / (OFFSET + 1 + place);
  }

  private static float scoreIn(NeighborQueue ranking, int row) {
    for (int i = 0; i < ranking.size(); i++) {
      if (ranking.id(i) == row) {
        return score(i);
      }
    }
    return 0;
  }
}
