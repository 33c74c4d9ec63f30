package dev.granary.vector;

/**
 * Computes the scores of rows of floats against a query. Row r begins at {@code r * stride} and has
 * {@code dimensions} elements, a multiple of 16, which is what kernels take at a time: the rest is
 * padded with zeros. Callers guarantee that, and that the rows they name are inside the array.
 *
 * <p>The order of arithmetic is part of the contract. Lane j of four sums the elements j, j + 4, j
 * + 8 and so on, in this order, by a float multiplication and a float addition each, never fused.
 * The sum of the lanes is (l0 + l1) + (l2 + l3). Kernels and the JVM agree on every bit; only the
 * bits of a NaN are left open.
 *
 * <p>TeaVM's JavaScript keeps floats as doubles until they are stored, so it rounds once, at the
 * end. Unless something overflows or underflows, its score differs by at most (dimensions / 4 + 5)
 * * 2^-24 of the magnitudes that are summed: |bias| + |mul| * sum(|query * row|), or the squared
 * distance itself.
 */
public final class FloatDistances {
  private FloatDistances() {}

  /** Sets {@code scores[i]} to bias + (mul * dot product) of the query and row {@code ids[i]}. */
  public static void dot(
      float[] query,
      float[] rows,
      int stride,
      int[] ids,
      int count,
      int dimensions,
      float mul,
      float bias,
      float[] scores) {
    for (int i = 0; i < count; i++) {
      scores[i] = bias + mul * dot(query, rows, ids[i] * stride, dimensions);
    }
  }

  /**
   * Sets {@code scores[i]} to bias + (mul * dot product) of the query and row {@code first + i}.
   */
  public static void flatDot(
      float[] query,
      float[] rows,
      int stride,
      int first,
      int count,
      int dimensions,
      float mul,
      float bias,
      float[] scores) {
    for (int i = 0; i < count; i++) {
      scores[i] = bias + mul * dot(query, rows, (first + i) * stride, dimensions);
    }
  }

  /** Sets {@code scores[i]} to the squared distance between the query and row {@code ids[i]}. */
  public static void squaredDistance(
      float[] query,
      float[] rows,
      int stride,
      int[] ids,
      int count,
      int dimensions,
      float[] scores) {
    for (int i = 0; i < count; i++) {
      scores[i] = squaredDistance(query, rows, ids[i] * stride, dimensions);
    }
  }

  /** Sets {@code scores[i]} to the squared distance between the query and row {@code first + i}. */
  public static void flatSquaredDistance(
      float[] query,
      float[] rows,
      int stride,
      int first,
      int count,
      int dimensions,
      float[] scores) {
    for (int i = 0; i < count; i++) {
      scores[i] = squaredDistance(query, rows, (first + i) * stride, dimensions);
    }
  }

  /**
   * Sets {@code scores[i]} to the sum of the differences between the query and row {@code ids[i]}.
   */
  public static void manhattan(
      float[] query,
      float[] rows,
      int stride,
      int[] ids,
      int count,
      int dimensions,
      float[] scores) {
    for (int i = 0; i < count; i++) {
      scores[i] = manhattan(query, rows, ids[i] * stride, dimensions);
    }
  }

  /**
   * Sets {@code scores[i]} to the sum of the differences between the query and row {@code first +
   * i}.
   */
  public static void flatManhattan(
      float[] query,
      float[] rows,
      int stride,
      int first,
      int count,
      int dimensions,
      float[] scores) {
    for (int i = 0; i < count; i++) {
      scores[i] = manhattan(query, rows, (first + i) * stride, dimensions);
    }
  }

  /** Returns one over the length of a vector, or 0 when the vector has no direction. */
  public static double inverseLength(float[] vector, int at, int dimensions) {
    double squares = 0;
    for (int d = 0; d < dimensions; d++) {
      double x = vector[at + d];
      squares += x * x;
    }
    double inverse = 1 / Math.sqrt(squares);
    return inverse > Float.MAX_VALUE ? 0 : inverse;
  }

  private static float dot(float[] query, float[] rows, int at, int dimensions) {
    float l0 = 0;
    float l1 = 0;
    float l2 = 0;
    float l3 = 0;
    for (int i = 0; i < dimensions; i += 4) {
      l0 += query[i] * rows[at + i];
      l1 += query[i + 1] * rows[at + i + 1];
      l2 += query[i + 2] * rows[at + i + 2];
      l3 += query[i + 3] * rows[at + i + 3];
    }
    return (l0 + l1) + (l2 + l3);
  }

  private static float squaredDistance(float[] query, float[] rows, int at, int dimensions) {
    float l0 = 0;
    float l1 = 0;
    float l2 = 0;
    float l3 = 0;
    for (int i = 0; i < dimensions; i += 4) {
      float d0 = query[i] - rows[at + i];
      float d1 = query[i + 1] - rows[at + i + 1];
      float d2 = query[i + 2] - rows[at + i + 2];
      float d3 = query[i + 3] - rows[at + i + 3];
      l0 += d0 * d0;
      l1 += d1 * d1;
      l2 += d2 * d2;
      l3 += d3 * d3;
    }
    return (l0 + l1) + (l2 + l3);
  }

  private static float manhattan(float[] query, float[] rows, int at, int dimensions) {
    float l0 = 0;
    float l1 = 0;
    float l2 = 0;
    float l3 = 0;
    for (int i = 0; i < dimensions; i += 4) {
      l0 += Math.abs(query[i] - rows[at + i]);
      l1 += Math.abs(query[i + 1] - rows[at + i + 1]);
      l2 += Math.abs(query[i + 2] - rows[at + i + 2]);
      l3 += Math.abs(query[i + 3] - rows[at + i + 3]);
    }
    return (l0 + l1) + (l2 + l3);
  }
}
