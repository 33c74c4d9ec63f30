package dev.granary.vector;

/**
 * Says what makes two vectors near. The indexes compute distances, of which a lower one is better;
 * {@link #score} turns a distance into the number that a caller sees.
 */
public enum Metric {
  /** The cosine of the angle: 1 for the same direction. The zero vector has the cosine 0. */
  COSINE("cosine"),
  /** The product of the vectors. */
  DOT("dot"),
  /** The length of the straight line between the vectors. The indexes compare its square. */
  EUCLIDEAN("euclidean"),
  /** The sum of the differences in all dimensions. */
  MANHATTAN("manhattan");

  private final String label;

  Metric(String label) {
    this.label = label;
  }

  /** Returns the name in the public contract. */
  public String label() {
    return label;
  }

  /** Returns the metric of this name, or null. */
  public static Metric of(String label) {
    for (Metric metric : values()) {
      if (metric.label.equals(label)) {
        return metric;
      }
    }
    return null;
  }

  /** Returns whether a higher score is better. */
  public boolean higherIsBetter() {
    return this == COSINE || this == DOT;
  }

  /**
   * Returns whether rows of bytes can stand for the floats. The products of bytes give cosines,
   * products and straight distances, but not sums of differences.
   */
  public boolean quantises() {
    return this != MANHATTAN;
  }

  /** Returns what a caller sees: a cosine or a product, or else a distance. */
  public double score(float distance) {
    return switch (this) {
      case COSINE, DOT -> 0.0 - distance;
      case EUCLIDEAN -> Math.sqrt(Math.max(0, (double) distance));
      case MANHATTAN -> distance;
    };
  }
}
