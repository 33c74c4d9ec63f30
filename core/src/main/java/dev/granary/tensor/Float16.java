package dev.granary.tensor;

/** Converts IEEE 754 halves, little-endian. */
public final class Float16 {
  /** The value of one step of the mantissa below the least normal number. */
  private static final float STEP = 0x1p-24f;

  private Float16() {}

  /**
   * Widens {@code count} halves from byte {@code at} on. Every half is a float, so nothing is
   * rounded. On the JVM, a NaN keeps its sign and its payload, and a signalling NaN stays
   * signalling. JavaScript promises only that a NaN stays a NaN.
   */
  public static void toFloats(byte[] from, int at, int count, float[] to, int toAt) {
    for (int i = 0; i < count; i++) {
      int half = (from[at + 2 * i] & 0xff) | (from[at + 2 * i + 1] << 8);
      to[toAt + i] = toFloat(half);
    }
  }

  private static float toFloat(int half) {
    int sign = half & 0x8000;
    int rest = half & 0x7fff;
    if (rest < 0x0400) {
      // Zeros and subnormals have no leading one, so the value is the number of steps.
      float magnitude = (float) rest * STEP;
      return sign == 0 ? magnitude : -magnitude;
    }
    // The exponent is 15 too high in a half and 127 too high in a float, unless it is all ones.
    int exponents = rest < 0x7c00 ? 127 - 15 : 255 - 31;
    return Float.intBitsToFloat((sign << 16) | ((rest << 13) + (exponents << 23)));
  }
}
