package dev.granary.demo.digits;

/** Rounds numbers to float16, to nearest with ties to even. */
final class Half {
  private static final int MANTISSA_BITS = 10;
  private static final int LOWEST_EXPONENT = -14;

  private Half() {}

  /** Returns the nearest number that a float16 holds. Weights are never too large for one. */
  static float round(float value) {
    int exponent = Math.max(Math.getExponent(value), LOWEST_EXPONENT);
    double step = Math.scalb(1.0, exponent - MANTISSA_BITS);
    return (float) (Math.rint(value / step) * step);
  }

  /** Returns the bits of a number that a float16 holds. */
  static int bits(float value) {
    int sign = Float.floatToRawIntBits(value) >>> 16 & 0x8000;
    double size = Math.abs(value);
    int exponent = Math.getExponent(size);
    if (exponent < LOWEST_EXPONENT) {
      return sign | (int) Math.scalb(size, MANTISSA_BITS - LOWEST_EXPONENT);
    }
    int mantissa = (int) Math.scalb(size, MANTISSA_BITS - exponent) - (1 << MANTISSA_BITS);
    return sign | (exponent - LOWEST_EXPONENT + 1) << MANTISSA_BITS | mantissa;
  }
}
