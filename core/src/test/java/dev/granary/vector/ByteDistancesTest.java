package dev.granary.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ByteDistancesTest {
  private static final int ROWS = 7;

  private static final int[] IDS = {6, 0, 3, 3, 5};

  @Property(tries = 300)
  void equalsTheSimpleSum(
      @ForAll @IntRange(max = 70) int blocks,
      @ForAll @IntRange(max = 5) int padding,
      @ForAll boolean extreme,
      @ForAll long seed) {
    Random random = new Random(seed);
    int dimensions = 16 * blocks;
    int stride = dimensions + padding;
    byte[] query = extreme ? filled(dimensions, -128) : bytes(random, dimensions, -128);
    byte[] rows = extreme ? filled(ROWS * stride, 127) : bytes(random, ROWS * stride, 0);
    float mul = (float) random.nextGaussian();
    float bias = (float) random.nextGaussian();

    float[] scores = new float[IDS.length];
    ByteDistances.dot(query, rows, stride, IDS, IDS.length, dimensions, mul, bias, scores);
    float[] expected = new float[IDS.length];
    for (int i = 0; i < IDS.length; i++) {
      long dot = 0;
      for (int j = 0; j < dimensions; j++) {
        dot += (long) query[j] * rows[IDS[i] * stride + j];
      }
      float product = mul * (float) dot;
      expected[i] = bias + product;
    }
    assertArrayEquals(expected, scores);

    // The lowest score is below any threshold above it, and not below itself.
    Arrays.sort(expected);
    assertFalse(anyBelow(query, rows, stride, dimensions, expected[0], mul, bias));
    assertTrue(anyBelow(query, rows, stride, dimensions, Math.nextUp(expected[0]), mul, bias));
  }

  @Property(tries = 100)
  void consecutiveRowsScoreLikeTheirIds(
      @ForAll @IntRange(max = ROWS) int first, @ForAll long seed) {
    Random random = new Random(seed);
    byte[] query = bytes(random, 32, -128);
    byte[] rows = bytes(random, ROWS * 48, 0);
    int count = ROWS - first;
    int[] ids = new int[count];
    Arrays.setAll(ids, i -> first + i);
    float[] expected = new float[count];
    float[] actual = new float[count];
    ByteDistances.dot(query, rows, 48, ids, count, 32, -0.3f, 1, expected);
    ByteDistances.flatDot(query, rows, 48, first, count, 32, -0.3f, 1, actual);
    assertArrayEquals(expected, actual);
  }

  /** The largest possible sums, of either sign. */
  @ParameterizedTest
  @CsvSource({"-128, -2147352576", "127, 2130576384"})
  void theMostDimensionsFit(int element, int sum) {
    int dimensions = 132_096;
    float[] score = new float[1];
    ByteDistances.flatDot(
        filled(dimensions, element), filled(dimensions, 127), 0, 0, 1, dimensions, 1, 0, score);
    assertEquals((float) sum, score[0]);
  }

  /** The dot product is 2^24 + 1, which no float holds. */
  @Test
  void roundsTheDotProduct() {
    byte[] query = filled(1056, 127);
    byte[] row = filled(1056, 127);
    query[0] = 1;
    row[0] = 9;
    row[1] = 24;
    Arrays.fill(row, 1042, 1056, (byte) 0);
    float[] score = new float[1];
    ByteDistances.flatDot(query, row, 0, 0, 1, 1056, 1, -(1 << 24), score);
    assertEquals(0, score[0]);
    row[0] = 10;
    ByteDistances.flatDot(query, row, 0, 0, 1, 1056, 1, -(1 << 24), score);
    assertEquals(2, score[0]);
  }

  /** A fused product would give 3 * 2^-23. */
  @Test
  void roundsTheProduct() {
    byte[] query = new byte[16];
    byte[] row = new byte[16];
    query[15] = 3;
    row[15] = 1;
    float[] score = new float[1];
    ByteDistances.flatDot(query, row, 0, 0, 1, 16, 0x1.000002p0f, -3, score);
    assertEquals(0x1p-21f, score[0]);
  }

  @Test
  void nanIsNeverBelow() {
    byte[] query = new byte[16];
    byte[] rows = new byte[16 * ROWS];
    assertFalse(anyBelow(query, rows, 16, 16, Float.POSITIVE_INFINITY, Float.NaN, 0));
    assertFalse(anyBelow(query, rows, 16, 16, Float.NaN, 1, 0));
    assertTrue(anyBelow(query, rows, 16, 16, Float.POSITIVE_INFINITY, 1, 0));
    assertFalse(anyBelow(query, rows, 16, 16, 0, 1, -0.0f));
  }

  @Test
  void noRowIsBelow() {
    assertFalse(
        ByteDistances.anyBelow(
            new byte[16], new byte[16], 16, IDS, 0, Float.POSITIVE_INFINITY, 16, 1, 0));
  }

  /** Rows after the first that is below are not read: here the next row is outside the array. */
  @Test
  void endsAtTheFirstBelow() {
    byte[] query = filled(16, 1);
    byte[] rows = new byte[32];
    rows[0] = 1;
    assertTrue(ByteDistances.anyBelow(query, rows, 16, new int[] {0, 1, 99}, 3, 1, 16, 1, 0));
  }

  @Property
  void preparesAndSums(@ForAll @Size(max = 80) byte[] from, @ForAll @IntRange(max = 10) int cut) {
    int at = Math.min(cut, from.length);
    int dimensions = from.length - at;
    byte[] query = new byte[dimensions + 1];
    query[dimensions] = 99;
    for (int minus : new int[] {0, 64}) {
      int sum = ByteDistances.prepare(from, at, minus, query, dimensions);
      int expected = 0;
      for (int i = 0; i < dimensions; i++) {
        assertEquals((byte) (from[at + i] - minus), query[i]);
        expected += query[i];
      }
      assertEquals(expected, sum);
    }
    assertEquals(99, query[dimensions]);
  }

  /** The bias removes the offset of the stored rows with the sum of the query. */
  @Property(tries = 100)
  void theSumRemovesTheOffset(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] rows = bytes(random, 2 * 64, 0);
    byte[] query = new byte[64];
    int sum = ByteDistances.prepare(rows, 64, 64, query, 64);
    int expected = 0;
    for (int i = 0; i < 64; i++) {
      expected += (rows[64 + i] - 64) * (rows[i] - 64);
    }
    float[] score = new float[1];
    ByteDistances.flatDot(query, rows, 64, 0, 1, 64, 1, -64f * sum, score);
    assertEquals(expected, score[0]);
  }

  private static boolean anyBelow(
      byte[] query,
      byte[] rows,
      int stride,
      int dimensions,
      float threshold,
      float mul,
      float bias) {
    return ByteDistances.anyBelow(
        query, rows, stride, IDS, IDS.length, threshold, dimensions, mul, bias);
  }

  private static byte[] bytes(Random random, int length, int from) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (from + random.nextInt(128 - from));
    }
    return bytes;
  }

  private static byte[] filled(int length, int element) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) element);
    return bytes;
  }
}
