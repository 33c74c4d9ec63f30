package dev.granary.tensor;

/** Reads and writes IEEE 754 halves, little-endian. */
public final class Float16 {
  /** The value of one step of the mantissa below the least normal number. */
  private static final float STEP = 0x1p-24f;

  /** The least float that rounds to infinity: 65,520. */
  private static final int OVERFLOW = 0x477ff000;

  /** The least float that is a normal half: 2^-14. */
  private static final int NORMAL = 0x38800000;

  /** The float of each half. To compose a float of its bits is slow in JavaScript. */
  private static final float[] FLOATS = new float[1 << 16];

  static {
    for (int half = 0; half < FLOATS.length; half++) {
      FLOATS[half] = composed(half);
    }
  }

  private Float16() {}

  /**
   * Widens {@code count} halves from byte {@code at} on. Every half is a float, so nothing is
   * rounded. On the JVM, a NaN keeps its sign and its payload, and a signalling NaN stays
   * signalling. JavaScript promises only that a NaN stays a NaN.
   */
  public static void toFloats(byte[] from, int at, int count, float[] to, int toAt) {
    for (int i = 0; i < count; i++) {
      to[toAt + i] = toFloat(from, at + 2 * i);
    }
  }

  /** Returns the half at a byte. */
  static float toFloat(byte[] from, int at) {
    return FLOATS[(from[at] & 0xff) | (from[at + 1] & 0xff) << 8];
  }

  static void toBytes(float[] from, int count, byte[] to, int at) {
    for (int i = 0; i < count; i++) {
      int half = toHalf(Float.floatToRawIntBits(from[i]));
      to[at + 2 * i] = (byte) half;
      to[at + 2 * i + 1] = (byte) (half >> 8);
    }
  }

  private static int toHalf(int bits) {
    int sign = (bits >>> 16) & 0x8000;
    int magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) {
      return 0x7e00;
    }
    if (magnitude >= OVERFLOW) {
      return sign | 0x7c00;
    }
    if (magnitude >= NORMAL) {
      // A carry out of the mantissa raises the exponent.
      int even = (magnitude >> 13) & 1;
      return sign | ((magnitude - ((127 - 15) << 23) + 0xfff + even) >> 13);
    }
    // The result is the number of steps of 2^-24.
    int shift = 127 - 1 - (magnitude >> 23);
    if (shift > 24) {
      return sign;
    }
    int mantissa = (magnitude & 0x7fffff) | 0x800000;
    int even = (mantissa >> shift) & 1;
    return sign | ((mantissa + (1 << (shift - 1)) - 1 + even) >> shift);
  }

  private static float composed(int half) {
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
