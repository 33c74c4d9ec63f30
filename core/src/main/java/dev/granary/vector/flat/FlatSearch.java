package dev.granary.vector.flat;

import dev.granary.vector.NeighborQueue;
import dev.granary.vector.RowScorer;

/**
 * Searches all rows, or the rows of a list. With codes, a search scans the codes, and scores the
 * best of them again by their floats. It takes more of them until a better row is unlikely to hide
 * behind the error of the codes.
 */
public final class FlatSearch {
  /** How many rows are scored again at least. */
  private static final int LEAST = 20;

  /** How many times as many are scored again, when the error of the codes asks for more. */
  private static final int MORE = 4;

  /** A row that is better by so many standard deviations of the error is not expected. */
  private static final double DEVIATIONS = 2;

  private final Rescoring rescoring;
  private final NeighborQueue found = new NeighborQueue();
  private float[] distances = {};

  public FlatSearch(Rescoring rescoring) {
    this.rescoring = rescoring;
  }

  /** Fills the queue with the nearest of the first {@code count} rows but the hidden ones. */
  public void exact(RowScorer floats, int count, int[] hidden, int best, NeighborQueue queue) {
    floats.scan(count, hidden, Math.min(best, count), queue);
  }

  /** Does the same by codes. Both scorers have been aimed at the target. */
  public void byCodes(
      RowScorer codes, RowScorer floats, int count, int[] hidden, int best, NeighborQueue queue) {
    // 1. Scan the codes, and score the best again, until they are certain.
    for (int taken = first(best); worthwhile(taken, count); taken *= MORE) {
      codes.scan(count, hidden, taken, found);
      if (certain(codes, floats, taken, best, queue)) {
        return;
      }
    }
    // 2. When much has to be scored again, the floats alone are faster.
    exact(floats, count, hidden, best, queue);
  }

  /** Fills the queue with the nearest of the rows of a list. */
  public void among(RowScorer floats, int[] rows, int count, int best, NeighborQueue queue) {
    score(floats, rows, count);
    offer(rows, count, best, queue);
  }

  /** Does the same by codes. */
  public void amongByCodes(
      RowScorer codes, RowScorer floats, int[] rows, int count, int best, NeighborQueue queue) {
    score(codes, rows, count);
    for (int taken = first(best); worthwhile(taken, count); taken *= MORE) {
      offer(rows, count, taken, found);
      if (certain(codes, floats, taken, best, queue)) {
        return;
      }
    }
    among(floats, rows, count, best, queue);
  }

  private void score(RowScorer scorer, int[] rows, int count) {
    if (distances.length < count) {
      distances = new float[rows.length];
    }
    scorer.distances(rows, count, distances);
  }

  private void offer(int[] rows, int count, int best, NeighborQueue queue) {
    queue.clear(Math.min(best, count));
    for (int i = 0; i < count; i++) {
      queue.offer(distances[i], rows[i]);
    }
  }

  private static int first(int best) {
    return Math.max(LEAST, 2 * best);
  }

  private static boolean worthwhile(int taken, int count) {
    return taken < count / MORE;
  }

  /**
   * Scores the rows found again. They are certain when no row that was left out can be better than
   * the last of the best.
   */
  private boolean certain(
      RowScorer codes, RowScorer floats, int taken, int best, NeighborQueue queue) {
    rescoring.rescore(found, row -> true, floats, best, queue);
    return found.size() < taken
        || found.score(taken - 1) - DEVIATIONS * codes.error() >= queue.score(best - 1);
  }
}
