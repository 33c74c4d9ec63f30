package dev.granary.vector;

/**
 * Computes the distances of rows from a target, and searches by them. A scorer has one target at a
 * time. A {@link VectorSpace} has one scorer for its floats and one for its codes.
 *
 * <p>Callers name only rows below the space's capacity that they have set, and for the scorer of
 * codes have encoded.
 */
public interface RowScorer {
  /** Takes a vector as the target. */
  void aim(float[] vector);

  /** Takes a row as the target. */
  void aimAtRow(int row);

  /** Sets {@code distances[i]} to the distance of row {@code rows[i]}. */
  void distances(int[] rows, int count, float[] distances);

  /** Returns whether any of these rows is nearer than the limit. */
  boolean anyBelow(int[] rows, int count, float limit);

  /**
   * Fills the queue with the nearest of the first {@code count} rows, at most {@code best}.
   *
   * @param hidden rows that the scan leaves out
   */
  void scan(int count, int[] hidden, int best, NeighborQueue queue);

  /**
   * Fills the queue with the nearest rows that can be reached from the entry by the links of level
   * 0. The queue keeps {@code width} rows: a larger width finds nearer rows.
   */
  void beam(int entry, int width, NeighborQueue queue);

  /**
   * Returns about how far the distances from the last vector are from the true ones, as a standard
   * deviation over the rows. 0 says that distances are exact but for the rounding of floats.
   */
  double error();
}
