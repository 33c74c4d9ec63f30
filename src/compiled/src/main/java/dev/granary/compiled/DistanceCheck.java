package dev.granary.compiled;

import dev.granary.vector.ByteDistances;
import dev.granary.vector.FloatDistances;

/**
 * Checks scores of bytes to the last bit, and scores of floats as exactly as JavaScript computes
 * them.
 */
final class DistanceCheck implements Check {
  private static final int ROWS = 5;
  private static final int[] IDS = {4, 0, 3};
  private static final int[] DIMENSIONS = {16, 32, 384, 768, 1536};

  private final float[] scores = new float[ROWS];

  @Override
  public void run(Report report) {
    for (int dimensions : DIMENSIONS) {
      bytes(report, dimensions);
      floats(report, dimensions);
      wholeNumbers(report, dimensions);
    }
  }

  /** The factor and the bias are computed values: in JavaScript they are doubles. */
  private void bytes(Report report, int dimensions) {
    float mul = -dimensions / 70001f;
    float bias = dimensions / 7f;
    byte[] rows = Sample.rows(ROWS * dimensions);
    byte[] query = new byte[dimensions];
    int sum = ByteDistances.prepare(Sample.bytes(dimensions + 3), 3, 0, query, dimensions);
    report.add("bytes.sum." + dimensions, String.valueOf(sum));
    ByteDistances.flatDot(query, rows, dimensions, 1, 4, dimensions, 0.1f, -0.3f, scores);
    report.add("bytes.flat." + dimensions, Bits.of(scores, 4));
    ByteDistances.dot(query, rows, dimensions, IDS, 3, dimensions, mul, bias, scores);
    report.add("bytes." + dimensions, Bits.of(scores, 3));

    // Each score is below the next float, but not below itself.
    StringBuilder below = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      int[] id = {IDS[i]};
      for (float limit : new float[] {scores[i], Math.nextUp(scores[i])}) {
        below
            .append(
                ByteDistances.anyBelow(
                    query, rows, dimensions, id, 1, limit, dimensions, mul, bias))
            .append(' ');
      }
    }
    // The computed bias is not below itself either.
    below.append(
        ByteDistances.anyBelow(query, rows, dimensions, IDS, 3, bias, dimensions, 0, bias));
    report.add("bytes.below." + dimensions, below.toString());
    sum = ByteDistances.prepare(rows, dimensions, 64, query, dimensions);
    report.add("bytes.row." + dimensions, String.valueOf(sum));
  }

  /** Small whole numbers are never rounded, so their bits are the same everywhere. */
  private void wholeNumbers(Report report, int dimensions) {
    byte[] bytes = Sample.bytes((ROWS + 1) * dimensions);
    float[] rows = new float[bytes.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = bytes[i] >> 3;
    }
    float[] query = new float[dimensions];
    System.arraycopy(rows, ROWS * dimensions, query, 0, dimensions);
    FloatDistances.dot(query, rows, dimensions, IDS, 3, dimensions, -0.5f, 2, scores);
    report.add("floats.whole." + dimensions, Bits.of(scores, 3));
    FloatDistances.flatDot(query, rows, dimensions, 1, 4, dimensions, 2, -1, scores);
    report.add("floats.whole.flat." + dimensions, Bits.of(scores, 4));
    FloatDistances.squaredDistance(query, rows, dimensions, IDS, 3, dimensions, scores);
    report.add("floats.whole.squared." + dimensions, Bits.of(scores, 3));
    FloatDistances.flatSquaredDistance(query, rows, dimensions, 1, 4, dimensions, scores);
    report.add("floats.whole.flat.squared." + dimensions, Bits.of(scores, 4));
  }

  private void floats(Report report, int dimensions) {
    float[] all = Sample.floats(2 * dimensions);
    float[] query = new float[dimensions];
    System.arraycopy(all, dimensions, query, 0, dimensions);
    float[] factors = {-0.013f, 0.7f};

    FloatDistances.flatDot(query, all, 0, 0, 1, dimensions, factors[0], factors[1], scores);
    float dot = inLanes(query, all, false);
    float expected = rounded(factors[1] + rounded(factors[0] * dot));
    double magnitudes = Math.abs(factors[1]);
    for (int i = 0; i < dimensions; i++) {
      magnitudes += Math.abs((double) factors[0] * query[i] * all[i]);
    }
    within(report, "floats." + dimensions, expected, magnitudes, dimensions);

    FloatDistances.flatSquaredDistance(query, all, 0, 0, 1, dimensions, scores);
    float squared = inLanes(query, all, true);
    within(report, "floats.squared." + dimensions, squared, squared, dimensions);
  }

  /** The score by the contract is the same everywhere, and the computed one is close to it. */
  private void within(
      Report report, String name, float expected, double magnitudes, int dimensions) {
    double bound = magnitudes * (dimensions / 4 + 5) / (1 << 24);
    boolean within = Math.abs((double) scores[0] - expected) <= bound;
    report.add(name, Bits.of(expected) + ' ' + within);
  }

  /** Computes a score by the contract, with every rounding written out. */
  private static float inLanes(float[] query, float[] row, boolean squares) {
    float[] lanes = new float[4];
    for (int i = 0; i < query.length; i++) {
      float difference = rounded(query[i] - row[i]);
      float term = rounded(squares ? difference * difference : query[i] * row[i]);
      lanes[i % 4] = lanes[i % 4] + term;
    }
    return rounded(rounded(lanes[0] + lanes[1]) + rounded(lanes[2] + lanes[3]));
  }

  private static float rounded(float value) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(value));
  }
}
