package dev.granary.vector;

/**
 * The query by which {@link ByteDistances} scores rows of codes. With x = centre + step * a for a
 * row and y for the target, the sum of y * x is the sum of y * centre and of (y * step) * a: the
 * query carries the steps. It is rounded to eight bits, in units of its own.
 *
 * <p>A squared distance is |y - centre|^2 - 2 * (y - centre) * step * a + |step * a|^2. The last
 * term belongs to the row: {@link ByteDistances} leaves it out, and the scorer adds it.
 *
 * <p>All of this is computed in doubles, so that every platform builds the same graph.
 */
public final class CodeQuery {
  private static final int REACH = 127;

  private final Metric metric;
  private final byte[] bytes;
  private final double[] weights;
  private double error;
  private float mul;
  private float bias;

  /**
   * A query for rows of so many bytes.
   *
   * @param stride the bytes of a row, at least the dimensions
   */
  public CodeQuery(Metric metric, int dimensions, int stride) {
    this.metric = metric;
    bytes = new byte[stride];
    weights = new double[dimensions];
  }

  /** Returns the query's bytes, which stay the same array. */
  public byte[] bytes() {
    return bytes;
  }

  public float mul() {
    return mul;
  }

  public float bias() {
    return bias;
  }

  /** Returns the error of the last vector, as {@link RowScorer#error} says. */
  public double error() {
    return error;
  }

  private double factor() {
    return metric == Metric.EUCLIDEAN ? -2 : -1;
  }

  /** Takes a row of a plain quantiser, whose codes less 64 the caller has put into the bytes. */
  public void takePlainRow(Quantiser quantiser, int sum, double rowTerm) {
    double step = quantiser.step(0);
    set(step * step, sum, metric == Metric.EUCLIDEAN ? rowTerm : 0);
  }

  /** Takes a vector, multiplied by a scale. */
  public void take(Quantiser quantiser, float[] vector, int at, double scale) {
    // 1. Fold the steps into the vector.
    double base = 0;
    double largest = 0;
    for (int d = 0; d < weights.length; d++) {
      double y = vector[at + d] * scale;
      double centre = quantiser.centre(d);
      if (metric == Metric.EUCLIDEAN) {
        y -= centre;
        base += y * y;
      } else {
        base -= y * centre;
      }
      weights[d] = y * quantiser.step(d);
      largest = Math.max(largest, Math.abs(weights[d]));
    }

    // 2. Round it, in units of the largest element, and add up what the roundings cost.
    double unit = largest == 0 ? 1 : largest / REACH;
    int sum = 0;
    double noise = 0;
    for (int d = 0; d < weights.length; d++) {
      int element = (int) Math.floor(weights[d] / unit + 0.5);
      double rest = weights[d] - element * unit;
      noise += weights[d] * weights[d] / 12 + rest * rest * quantiser.power(d);
      bytes[d] = (byte) element;
      sum += element;
    }
    for (int d = weights.length; d < bytes.length; d++) {
      bytes[d] = 0;
    }
    error = -factor() * Math.sqrt(noise);
    set(unit, sum, base);
  }

  private void set(double unit, int sum, double base) {
    mul = (float) (factor() * unit);
    bias = (float) (base - Quantiser.MIDDLE * factor() * unit * sum);
  }
}
