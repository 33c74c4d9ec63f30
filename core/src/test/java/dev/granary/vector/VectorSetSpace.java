package dev.granary.vector;

/** Puts the rows of a set into a space. */
public final class VectorSetSpace {
  private VectorSetSpace() {}

  public static VectorSpace filled(VectorSet set, Metric metric, boolean coded) {
    float[][] rows = set.rows();
    VectorSpace space = new JavaVectorSpace(set.dimensions(), metric);
    space.reserve(rows.length);
    for (int row = 0; row < rows.length; row++) {
      space.set(row, rows[row]);
    }
    if (coded) {
      space.quantise(trained(set, metric));
      for (int row = 0; row < rows.length; row++) {
        space.encode(row);
      }
    }
    return space;
  }

  static Quantiser trained(VectorSet set, Metric metric) {
    float[][] rows = set.rows();
    int dimensions = set.dimensions();
    float[] sample = new float[rows.length * dimensions];
    for (int row = 0; row < rows.length; row++) {
      double inverse = FloatDistances.inverseLength(rows[row], 0, dimensions);
      double scale = metric == Metric.COSINE ? inverse : 1;
      for (int d = 0; d < dimensions; d++) {
        sample[row * dimensions + d] = (float) (rows[row][d] * scale);
      }
    }
    return Quantiser.train(sample, rows.length, dimensions, metric);
  }
}
