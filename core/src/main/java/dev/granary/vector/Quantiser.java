package dev.granary.vector;

/**
 * Turns floats into codes of seven bits: element x of dimension d has the code 64 + round((x -
 * centre[d]) / step[d]), from 0 to 127. Each dimension has a centre and a step of its own, because
 * embeddings have dimensions that are far larger than the others, or far from zero.
 *
 * <p>A <i>plain</i> quantiser has the centre 0 and one step. Then a row's codes less 64 are a query
 * themselves, which makes building a graph several times as fast. The quantiser is plain unless
 * that costs much precision.
 */
public final class Quantiser {
  /** The code of the centre. */
  public static final int MIDDLE = 64;

  private static final int REACH = 63;
  private static final int QUERY_REACH = 127;

  /** How much further than the sample the codes reach. */
  private static final double MARGIN = 1.1;

  /** Elements beyond so many deviations are clipped: few are, and each would cost all others. */
  private static final double MAX_DEVIATIONS = 8;

  /** How many times the noise of separate steps a plain quantiser may have. */
  private static final double PLAIN_NOISE = 2.5;

  private final double[] centre;
  private final double[] step;
  private final boolean plain;

  /** The mean square of the codes less 64, for each dimension. */
  private final double[] power;

  /**
   * A quantiser with given centres and steps, as a snapshot has them.
   *
   * @param power the mean square of (x - centre) / step, for each dimension
   */
  public Quantiser(double[] centre, double[] step, double[] power, boolean plain) {
    this.centre = centre;
    this.step = step;
    this.power = power;
    this.plain = plain;
  }

  /**
   * Finds centres and steps for vectors like those of the sample.
   *
   * @param sample vectors one after the other, normalised if the metric is cosine
   */
  public static Quantiser train(float[] sample, int count, int dimensions, Metric metric) {
    // 1. Measure each dimension: mean, mean squares, and the furthest element.
    double[] mean = new double[dimensions];
    double[] variance = new double[dimensions];
    double[] square = new double[dimensions];
    double[] reach = new double[dimensions];
    double furthest = 0;
    for (int d = 0; d < dimensions; d++) {
      double sum = 0;
      for (int i = 0; i < count; i++) {
        sum += sample[i * dimensions + d];
      }
      mean[d] = sum / count;
      double squares = 0;
      double most = 0;
      double peak = 0;
      for (int i = 0; i < count; i++) {
        double x = sample[i * dimensions + d];
        double off = Math.abs(x - mean[d]);
        squares += off * off;
        most = Math.max(most, off);
        peak = Math.max(peak, Math.abs(x));
      }
      variance[d] = squares / count;
      square[d] = variance[d] + mean[d] * mean[d];
      reach[d] = Math.min(MARGIN * most, MAX_DEVIATIONS * Math.sqrt(variance[d]));
      furthest = Math.max(furthest, Math.min(MARGIN * peak, Math.abs(mean[d]) + reach[d]));
    }

    // 2. The query carries the steps, and has one unit for all dimensions: its largest element
    //    decides. A step below the square root of the unit gains less for the row than it costs
    //    for the query (the sum of both roundings is least there).
    //    A euclidean query is taken from the centre.
    double[] asked = metric == Metric.EUCLIDEAN ? variance : square;
    double unit = 0;
    for (int d = 0; d < dimensions; d++) {
      unit = Math.max(unit, peak(asked[d]) * reach[d] / REACH / QUERY_REACH);
    }
    double[] step = new double[dimensions];
    for (int d = 0; d < dimensions; d++) {
      double least = asked[d] == 0 ? 0 : Math.sqrt(unit * Math.sqrt(variance[d] / asked[d]));
      step[d] = Math.max(reach[d] / REACH, least);
      if (step[d] == 0) {
        step[d] = furthest == 0 ? 1 : furthest / REACH;
      }
    }

    // 3. Prefer one step without centres if that is nearly as good.
    double[] one = new double[dimensions];
    double[] zero = new double[dimensions];
    for (int d = 0; d < dimensions; d++) {
      one[d] = furthest == 0 ? 1 : furthest / REACH;
    }
    return noise(one, square, square) <= PLAIN_NOISE * noise(step, variance, asked)
        ? new Quantiser(zero, one, power(square, one), true)
        : new Quantiser(mean, step, power(variance, step), false);
  }

  /** Returns how large an element is at most, nearly always, for its mean square. */
  private static double peak(double square) {
    return 3 * Math.sqrt(square);
  }

  /** Estimates the mean square error of a product: of the row's rounding and of the query's. */
  private static double noise(double[] step, double[] variance, double[] square) {
    double unit = 0;
    double rows = 0;
    double queries = 0;
    for (int d = 0; d < step.length; d++) {
      unit = Math.max(unit, peak(square[d]) * step[d] / QUERY_REACH);
      rows += step[d] * step[d] * square[d];
      queries += variance[d] / (step[d] * step[d]);
    }
    return rows + unit * unit * queries;
  }

  private static double[] power(double[] variance, double[] step) {
    double[] power = new double[step.length];
    for (int d = 0; d < step.length; d++) {
      power[d] = variance[d] / (step[d] * step[d]);
    }
    return power;
  }

  public int dimensions() {
    return step.length;
  }

  public double centre(int dimension) {
    return centre[dimension];
  }

  public double step(int dimension) {
    return step[dimension];
  }

  public double power(int dimension) {
    return power[dimension];
  }

  /** Returns whether a row's codes less 64 are a query: one step, and no centres. */
  public boolean plain() {
    return plain;
  }

  /**
   * Encodes a row, and returns how many elements were out of range.
   *
   * @param scale what the floats are multiplied by first
   */
  public int encode(float[] rows, int at, double scale, byte[] codes, int to) {
    int clipped = 0;
    for (int d = 0; d < step.length; d++) {
      double offset = Math.floor((rows[at + d] * scale - centre[d]) / step[d] + 0.5);
      if (offset > REACH || offset < -REACH) {
        offset = offset > 0 ? REACH : -REACH;
        clipped++;
      }
      codes[to + d] = (byte) (MIDDLE + (int) offset);
    }
    return clipped;
  }

  /** Returns the squared distance of a row's codes from the centre. */
  public double squaredNorm(byte[] codes, int at) {
    double sum = 0;
    for (int d = 0; d < step.length; d++) {
      double offset = (codes[at + d] - MIDDLE) * step[d];
      sum += offset * offset;
    }
    return sum;
  }
}
