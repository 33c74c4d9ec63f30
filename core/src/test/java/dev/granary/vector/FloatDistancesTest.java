package dev.granary.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FloatDistancesTest {
  private static final float[] SPECIAL = {
    0,
    -0.0f,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN,
    1,
    0x1.000002p0f
  };

  /** The number of rows, and the rows that a test scores: in no order, one of them twice. */
  private static final int ROWS = 7;

  private static final int[] IDS = {6, 0, 3, 3, 5};

  /** Includes special values, most of which overflow or are lost. */
  @Property(tries = 300)
  void sumsInFourLanes(
      @ForAll @IntRange(max = 17) int quads,
      @ForAll @IntRange(max = 5) int padding,
      @ForAll boolean special,
      @ForAll long seed) {
    Random random = new Random(seed);
    int dimensions = 4 * quads;
    int stride = dimensions + padding;
    float[] query = floats(random, dimensions, special);
    float[] rows = floats(random, ROWS * stride, special);
    float mul = (float) random.nextGaussian();
    float bias = (float) random.nextGaussian();

    float[] dots = new float[IDS.length];
    float[] distances = new float[IDS.length];
    FloatDistances.dot(query, rows, stride, IDS, IDS.length, dimensions, mul, bias, dots);
    FloatDistances.squaredDistance(query, rows, stride, IDS, IDS.length, dimensions, distances);
    for (int i = 0; i < IDS.length; i++) {
      float[] row = Arrays.copyOfRange(rows, IDS[i] * stride, IDS[i] * stride + dimensions);
      float sum = inLanes(query, row, false) * mul;
      assertEquals(bias + sum, dots[i]);
      assertEquals(inLanes(query, row, true), distances[i]);
    }
  }

  /** The stated bound includes only the roundings of the contract. */
  @Property(tries = 300)
  void staysWithinTheBound(@ForAll @IntRange(max = 200) int quads, @ForAll long seed) {
    Random random = new Random(seed);
    int dimensions = 4 * quads;
    float[] query = floats(random, dimensions, false);
    float[] row = floats(random, dimensions, false);
    float mul = (float) random.nextGaussian();
    float bias = (float) random.nextGaussian();
    BigDecimal dot = new BigDecimal(bias);
    BigDecimal magnitudes = dot.abs();
    BigDecimal distance = BigDecimal.ZERO;
    for (int i = 0; i < dimensions; i++) {
      BigDecimal q = new BigDecimal(query[i]);
      BigDecimal r = new BigDecimal(row[i]);
      BigDecimal term = q.multiply(r).multiply(new BigDecimal(mul));
      dot = dot.add(term);
      magnitudes = magnitudes.add(term.abs());
      distance = distance.add(q.subtract(r).pow(2));
    }

    float[] score = new float[1];
    FloatDistances.flatDot(query, row, dimensions, 0, 1, dimensions, mul, bias, score);
    assertWithin(dot, magnitudes, dimensions, score[0]);
    FloatDistances.flatSquaredDistance(query, row, dimensions, 0, 1, dimensions, score);
    assertWithin(distance, distance, dimensions, score[0]);
  }

  @Property(tries = 100)
  void consecutiveRowsScoreLikeTheirIds(
      @ForAll @IntRange(max = ROWS) int first, @ForAll boolean special, @ForAll long seed) {
    Random random = new Random(seed);
    float[] query = floats(random, 12, special);
    float[] rows = floats(random, ROWS * 16, special);
    int count = ROWS - first;
    int[] ids = new int[count];
    Arrays.setAll(ids, i -> first + i);

    float[] expected = new float[count];
    float[] actual = new float[count];
    FloatDistances.dot(query, rows, 16, ids, count, 12, -2, 1, expected);
    FloatDistances.flatDot(query, rows, 16, first, count, 12, -2, 1, actual);
    assertArrayEquals(expected, actual);
    FloatDistances.squaredDistance(query, rows, 16, ids, count, 12, expected);
    FloatDistances.flatSquaredDistance(query, rows, 16, first, count, 12, actual);
    assertArrayEquals(expected, actual);
  }

  /** No float holds 2^24 + 1, so the sum shows which elements are added first. */
  @ParameterizedTest
  @CsvSource({
    // In one lane the ones are lost one by one; spread over lanes they are not.
    "0, 4, 8, 16777216",
    "0, 1, 2, 16777216",
    "0, 2, 3, 16777218",
    "0, 2, 6, 16777218",
    "0, 1, 5, 16777218",
  })
  void theSumShowsTheOrder(int large, int one, int other, float sum) {
    float[] row = new float[12];
    row[large] = 1 << 24;
    row[one] = 1;
    row[other] = 1;
    float[] query = new float[12];
    Arrays.fill(query, 1);
    float[] score = new float[1];
    FloatDistances.flatDot(query, row, 12, 0, 1, 12, 1, 0, score);
    assertEquals(sum, score[0]);
  }

  /** A fused product would keep the bits that are rounded off here. */
  @Test
  void roundsTheProductAndTheScaledSum() {
    float[] query = {0x1.000002p0f, 1, 0, 0, 0x1.000002p0f, 0, 0, 0};
    float[] row = {0x1.000002p0f, 0, 0, 0, -0x1.000002p0f, 0, 0, 0};
    float[] score = new float[1];
    FloatDistances.flatDot(query, row, 8, 0, 1, 8, 1, 0, score);
    assertEquals(0, score[0]);
    FloatDistances.flatDot(query, row, 8, 0, 1, 4, 0x1.000002p0f, -0x1.000006p0f, score);
    assertEquals(0, score[0]);
  }

  @Test
  void leavesOtherScoresUnchanged() {
    float[] scores = {7, 7, 7};
    FloatDistances.dot(new float[4], new float[8], 4, new int[] {1, 0, 1}, 2, 4, 1, 3, scores);
    assertArrayEquals(new float[] {3, 3, 7}, scores);
    FloatDistances.flatSquaredDistance(new float[4], new float[8], 4, 1, 1, 4, scores);
    assertArrayEquals(new float[] {0, 3, 7}, scores);
    FloatDistances.squaredDistance(new float[4], new float[8], 4, new int[0], 0, 4, scores);
    assertArrayEquals(new float[] {0, 3, 7}, scores);
  }

  private static float inLanes(float[] query, float[] row, boolean squares) {
    float[] lanes = new float[4];
    for (int i = 0; i < query.length; i++) {
      float difference = query[i] - row[i];
      float term = squares ? difference * difference : query[i] * row[i];
      lanes[i % 4] = lanes[i % 4] + term;
    }
    float left = lanes[0] + lanes[1];
    float right = lanes[2] + lanes[3];
    return left + right;
  }

  private static void assertWithin(
      BigDecimal exact, BigDecimal magnitudes, int dimensions, float score) {
    BigDecimal bound = magnitudes.multiply(new BigDecimal((dimensions / 4 + 5) * 0x1p-24));
    BigDecimal error = new BigDecimal(score).subtract(exact).abs();
    assertTrue(error.compareTo(bound) <= 0, () -> error + " is more than " + bound);
  }

  private static float[] floats(Random random, int length, boolean special) {
    float[] floats = new float[length];
    for (int i = 0; i < length; i++) {
      floats[i] =
          special && random.nextInt(3) == 0
              ? SPECIAL[random.nextInt(SPECIAL.length)]
              : (float) random.nextGaussian();
    }
    return floats;
  }
}
