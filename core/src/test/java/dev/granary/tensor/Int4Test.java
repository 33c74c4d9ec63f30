package dev.granary.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class Int4Test {
  @Test
  void lowerHalfFirst() {
    byte[] from = {(byte) 0x10, (byte) 0x87, (byte) 0xf9};
    byte[] to = new byte[6];
    Int4.toBytes(from, 0, 6, to, 0, false);
    assertArrayEquals(new byte[] {0, 1, 7, 8, 9, 15}, to);
    Int4.toBytes(from, 0, 6, to, 0, true);
    assertArrayEquals(new byte[] {0, 1, 7, -8, -7, -1}, to);
  }

  @Property
  void unpacksAnyRange(
      @ForAll @Size(max = 70) byte[] from,
      @ForAll @IntRange(max = 9) int cut,
      @ForAll boolean odd,
      @ForAll @IntRange(max = 9) int toAt,
      @ForAll boolean signed) {
    int at = Math.min(cut, from.length);
    int count = Math.max(0, 2 * (from.length - at) - (odd ? 1 : 0));
    byte[] expected = new byte[toAt + count + 1];
    Arrays.fill(expected, (byte) 77);
    byte[] actual = expected.clone();
    for (int i = 0; i < count; i++) {
      expected[toAt + i] = (byte) number(from[at + i / 2], i % 2, signed);
    }
    Int4.toBytes(from, at, count, actual, toAt, signed);
    assertArrayEquals(expected, actual);
  }

  @Property
  void scalesAnyRange(
      @ForAll @Size(max = 70) byte[] from,
      @ForAll @IntRange(max = 9) int cut,
      @ForAll boolean odd,
      @ForAll @IntRange(max = 9) int toAt,
      @ForAll boolean signed,
      @ForAll float scale,
      @ForAll @IntRange(min = -200, max = 200) int zero) {
    int at = Math.min(cut, from.length);
    int count = Math.max(0, 2 * (from.length - at) - (odd ? 1 : 0));
    float[] expected = new float[toAt + count + 1];
    Arrays.fill(expected, 77);
    float[] actual = expected.clone();
    for (int i = 0; i < count; i++) {
      float difference = number(from[at + i / 2], i % 2, signed) - zero;
      expected[toAt + i] = difference * scale;
    }
    Int4.toFloats(from, at, count, actual, toAt, signed, scale, zero);
    assertArrayEquals(expected, actual);
  }

  @Test
  void zeroTimesANegativeScaleIsNegative() {
    float[] to = new float[2];
    Int4.toFloats(new byte[] {0x38}, 0, 2, to, 0, false, -0.5f, 8);
    assertArrayEquals(new float[] {-0.0f, 2.5f}, to);
    Int4.toFloats(new byte[] {0x38}, 0, 2, to, 0, false, Float.POSITIVE_INFINITY, 8);
    assertArrayEquals(new float[] {Float.NaN, Float.NEGATIVE_INFINITY}, to);
  }

  private static int number(byte pair, int half, boolean signed) {
    int number = (pair & 0xff) / (half == 0 ? 1 : 16) % 16;
    return signed && number > 7 ? number - 16 : number;
  }
}
