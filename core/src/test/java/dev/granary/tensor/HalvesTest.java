package dev.granary.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the two kinds of 16-bit numbers: all of them, by their bits. */
final class HalvesTest {
  private interface Widening {
    void toFloats(byte[] from, int at, int count, float[] to, int toAt);
  }

  /** Repeated so often that the JVM compiles the loop, NaNs included. */
  @Test
  void everyHalf() {
    for (int round = 0; round < 20; round++) {
      float[] floats = widenAll(Float16::toFloats);
      for (int half = 0; half < 1 << 16; half++) {
        assertEquals(half(half), Float.floatToRawIntBits(floats[half]));
      }
    }
  }

  @Test
  void everyUpperHalf() {
    for (int round = 0; round < 20; round++) {
      float[] floats = widenAll(BFloat16::toFloats);
      for (int half = 0; half < 1 << 16; half++) {
        assertEquals(half << 16, Float.floatToRawIntBits(floats[half]));
      }
    }
  }

  /** Known from the standard's tables. */
  @ParameterizedTest
  @CsvSource({
    "0000, 00000000",
    "8000, 80000000",
    "0001, 33800000",
    "83ff, b87fc000",
    "0400, 38800000",
    "3555, 3eaaa000",
    "3c00, 3f800000",
    "c000, c0000000",
    "7bff, 477fe000",
    "7c00, 7f800000",
    "fc00, ff800000",
    "7c01, 7f802000",
    "fe2a, ffc54000",
  })
  void knownHalves(String half, String bits) {
    int value = Integer.parseInt(half, 16);
    float[] to = new float[1];
    Float16.toFloats(new byte[] {(byte) value, (byte) (value >> 8)}, 0, 1, to, 0);
    assertEquals(Integer.parseUnsignedInt(bits, 16), Float.floatToRawIntBits(to[0]));
  }

  @Property
  void touchesItsRangesOnly(
      @ForAll @Size(max = 150) byte[] from,
      @ForAll @IntRange(max = 9) int cut,
      @ForAll @IntRange(max = 9) int toAt) {
    int at = Math.min(cut, from.length);
    int count = (from.length - at) / 2;
    for (Widening widening : new Widening[] {Float16::toFloats, BFloat16::toFloats}) {
      float[] expected = new float[toAt + count + 1];
      Arrays.fill(expected, 77);
      float[] actual = expected.clone();
      for (int i = 0; i < count; i++) {
        byte[] one = {from[at + 2 * i], from[at + 2 * i + 1]};
        widening.toFloats(one, 0, 1, expected, toAt + i);
      }
      widening.toFloats(from, at, count, actual, toAt);
      assertEquals(Arrays.toString(expected), Arrays.toString(actual));
    }
  }

  private static float[] widenAll(Widening widening) {
    byte[] from = new byte[2 << 16];
    for (int i = 0; i < 1 << 16; i++) {
      from[2 * i] = (byte) i;
      from[2 * i + 1] = (byte) (i >> 8);
    }
    float[] to = new float[1 << 16];
    widening.toFloats(from, 0, 1 << 16, to, 0);
    return to;
  }

  /** Computes a half from its value as the standard defines it, and a NaN from its bits. */
  private static int half(int half) {
    int sign = half >> 15;
    int exponent = (half >> 10) & 31;
    int mantissa = half & 1023;
    if (exponent == 31) {
      return (sign << 31) | 0x7f800000 | (mantissa << 13);
    }
    double value =
        exponent == 0
            ? mantissa / 1024.0 * Math.pow(2, -14)
            : (1 + mantissa / 1024.0) * Math.pow(2, exponent - 15);
    return Float.floatToRawIntBits((float) (sign == 0 ? value : -value));
  }
}
