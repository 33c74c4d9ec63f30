package dev.granary.vector.flat;

import dev.granary.vector.NeighborQueue;
import dev.granary.vector.RowFilter;
import dev.granary.vector.RowScorer;
import java.util.Arrays;

/** Scores the best rows of a search again, by their floats. */
public final class Rescoring {
  private int[] rows = {};
  private float[] distances = {};

  /**
   * Fills {@code best} with the best {@code count} of the rows that a search has found.
   *
   * @param filter decides which of the rows count
   * @param floats the scorer of the floats, aimed at the target
   */
  public void rescore(
      NeighborQueue found, RowFilter filter, RowScorer floats, int count, NeighborQueue best) {
    if (rows.length < found.size()) {
      rows = Arrays.copyOf(rows, found.size());
      distances = Arrays.copyOf(distances, found.size());
    }
    int size = 0;
    for (int i = 0; i < found.size(); i++) {
      if (filter.accepts(found.id(i))) {
        rows[size++] = found.id(i);
      }
    }
    floats.distances(rows, size, distances);
    best.clear(count);
    for (int i = 0; i < size; i++) {
      best.offer(distances[i], rows[i]);
    }
  }
}
