package dev.granary.vector;

/**
 * Computes the scores of quantised rows against a query: rows hold 0 to 127, the query is signed.
 * Row r begins at {@code r * stride} and has {@code dimensions} elements, a multiple of 32: the
 * rest is padded with zeros. Callers guarantee that, and that the rows they name are inside the
 * array.
 *
 * <p>A score is bias + (mul * (float) dot product), rounded to a float after each of the three. It
 * is the same, bit for bit, in kernels, on the JVM and in TeaVM's JavaScript, where a float is a
 * double until it is rounded. The dot product fits an int up to 132,096 dimensions.
 */
public final class ByteDistances {
  private ByteDistances() {}

  /** Sets {@code scores[i]} to the score of row {@code ids[i]}. */
  public static void dot(
      byte[] query,
      byte[] rows,
      int stride,
      int[] ids,
      int count,
      int dimensions,
      float mul,
      float bias,
      float[] scores) {
    for (int i = 0; i < count; i++) {
      scores[i] = score(dot(query, rows, ids[i] * stride, dimensions), mul, bias);
    }
  }

  /** Sets {@code scores[i]} to the score of row {@code first + i}. */
  public static void flatDot(
      byte[] query,
      byte[] rows,
      int stride,
      int first,
      int count,
      int dimensions,
      float mul,
      float bias,
      float[] scores) {
    for (int i = 0; i < count; i++) {
      scores[i] = score(dot(query, rows, (first + i) * stride, dimensions), mul, bias);
    }
  }

  /**
   * Returns whether any of these rows has a score below the threshold; ends at the first such row.
   * A NaN is never below. A graph builder asks this: when two neighbours are closer to each other
   * than to their node, one of the node's links is worth little.
   */
  public static boolean anyBelow(
      byte[] query,
      byte[] rows,
      int stride,
      int[] ids,
      int count,
      float threshold,
      int dimensions,
      float mul,
      float bias) {
    float limit = rounded(threshold);
    for (int i = 0; i < count; i++) {
      if (score(dot(query, rows, ids[i] * stride, dimensions), mul, bias) < limit) {
        return true;
      }
    }
    return false;
  }

  /**
   * Makes a query of the elements from {@code at} on, less {@code minus}: 64 turns a stored row
   * into a query, 0 takes a query as it is. The offset of the rows changes every dot product by the
   * sum of the query's elements, so the bias subtracts this sum.
   *
   * @return the sum of the query's elements
   */
  public static int prepare(byte[] from, int at, int minus, byte[] query, int dimensions) {
    int sum = 0;
    for (int i = 0; i < dimensions; i++) {
      byte element = (byte) (from[at + i] - minus);
      query[i] = element;
      sum += element;
    }
    return sum;
  }

  private static int dot(byte[] query, byte[] rows, int at, int dimensions) {
    int sum0 = 0;
    int sum1 = 0;
    int sum2 = 0;
    int sum3 = 0;
    for (int i = 0; i < dimensions; i += 4) {
      sum0 += query[i] * rows[at + i];
      sum1 += query[i + 1] * rows[at + i + 1];
      sum2 += query[i + 2] * rows[at + i + 2];
      sum3 += query[i + 3] * rows[at + i + 3];
    }
    return sum0 + sum1 + sum2 + sum3;
  }

  private static float score(int dot, float mul, float bias) {
    return rounded(rounded(bias) + rounded(rounded(mul) * rounded((float) dot)));
  }

  /** Rounds a double to a float in JavaScript; changes nothing on the JVM. */
  private static float rounded(float value) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(value));
  }
}
