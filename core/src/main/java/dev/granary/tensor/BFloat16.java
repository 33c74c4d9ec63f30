package dev.granary.tensor;

/** Reads and writes bfloat16 numbers, the upper halves of floats, little-endian. */
public final class BFloat16 {
  /** The float of each number. To compose a float of its bits is slow in JavaScript. */
  private static final float[] FLOATS = new float[1 << 16];

  static {
    for (int upper = 0; upper < FLOATS.length; upper++) {
      FLOATS[upper] = Float.intBitsToFloat(upper << 16);
    }
  }

  private BFloat16() {}

  /**
   * Widens {@code count} numbers from byte {@code at} on: the lower halves are zeros. On the JVM, a
   * NaN keeps its sign and its payload, and a signalling NaN stays signalling. JavaScript promises
   * only that a NaN stays a NaN.
   */
  public static void toFloats(byte[] from, int at, int count, float[] to, int toAt) {
    for (int i = 0; i < count; i++) {
      to[toAt + i] = FLOATS[(from[at + 2 * i] & 0xff) | (from[at + 2 * i + 1] & 0xff) << 8];
    }
  }

  static void toBytes(float[] from, int count, byte[] to, int at) {
    for (int i = 0; i < count; i++) {
      int bits = Float.floatToIntBits(from[i]);
      // A carry out of the mantissa raises the exponent, up to that of infinity.
      int upper = (bits + 0x7fff + ((bits >>> 16) & 1)) >> 16;
      to[at + 2 * i] = (byte) upper;
      to[at + 2 * i + 1] = (byte) (upper >> 8);
    }
  }
}
