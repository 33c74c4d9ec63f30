package dev.granary.tensor;

/**
 * Reads and writes IEEE 754 doubles, little-endian. The bits of a double are a {@code long}, which
 * is slow in JavaScript. Therefore this class computes with the fields of a double: 11 bits of
 * exponent, and a fraction in two parts of 20 and 32 bits.
 */
final class Float64 {
  private static final double TWO_32 = 0x1p32;
  private static final double TWO_52 = 0x1p52;
  private static final double TWO_M52 = 0x1p-52;
  private static final int INFINITE = 0x7ff;

  /** The least number of each exponent, except that 0 stands for the subnormal numbers. */
  private static final double[] LEAST = new double[INFINITE + 1];

  static {
    double power = Double.MIN_NORMAL;
    for (int exponent = 1; exponent <= INFINITE; exponent++) {
      LEAST[exponent] = power;
      power *= 2;
    }
  }

  private Float64() {}

  static void toDoubles(byte[] from, int at, int count, double[] to) {
    for (int i = 0; i < count; i++) {
      int lower = Integers.int32(from, at + 8 * i);
      int upper = Integers.int32(from, at + 8 * i + 4);
      double magnitude = magnitude((upper >>> 20) & INFINITE, fraction(upper, lower));
      to[i] = upper < 0 ? -magnitude : magnitude;
    }
  }

  private static double fraction(int upper, int lower) {
    return (upper & 0xfffff) * TWO_32 + Integers.unsigned(lower);
  }

  private static double magnitude(int exponent, double fraction) {
    if (exponent == 0) {
      return fraction * Double.MIN_VALUE;
    }
    if (exponent == INFINITE && fraction != 0) {
      return Double.NaN;
    }
    return LEAST[exponent] * (1 + fraction * TWO_M52);
  }

  static int toBytes(double[] from, int count, byte[] to, int at) {
    for (int i = 0; i < count; i++) {
      double value = from[i];
      boolean negative = value < 0 || (value == 0 && 1 / value < 0);
      double magnitude = Math.abs(value);
      int exponent = exponent(magnitude);
      double fraction;
      if (exponent == INFINITE) {
        fraction = Double.isNaN(value) ? TWO_52 / 2 : 0;
      } else if (exponent == 0) {
        fraction = magnitude / Double.MIN_VALUE;
      } else {
        fraction = (magnitude / LEAST[exponent] - 1) * TWO_52;
      }
      int upper = (int) (fraction / TWO_32);
      Integers.put32(Integers.lower(fraction - upper * TWO_32), to, at + 8 * i);
      Integers.put32((negative ? 1 << 31 : 0) | (exponent << 20) | upper, to, at + 8 * i + 4);
    }
    return -1;
  }

  /** Returns the exponent of a number; that of a NaN is that of infinity. */
  private static int exponent(double magnitude) {
    int exponent = Float.floatToRawIntBits((float) magnitude) >> 23;
    if (exponent > 0 && exponent < 255) {
      // A number just below a power of 2 may be that power as a float.
      exponent += 1023 - 127;
      return magnitude < LEAST[exponent] ? exponent - 1 : exponent;
    }
    // Searches bit by bit.
    exponent = 0;
    for (int bit = 1024; bit > 0; bit >>= 1) {
      if (!(magnitude < LEAST[exponent + bit])) {
        exponent += bit;
      }
    }
    return exponent;
  }
}
