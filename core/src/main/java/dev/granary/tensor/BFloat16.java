package dev.granary.tensor;

/** Converts bfloat16 numbers, the upper halves of floats, little-endian. */
public final class BFloat16 {
  private BFloat16() {}

  /**
   * Widens {@code count} numbers from byte {@code at} on: the lower halves are zeros. On the JVM, a
   * NaN keeps its sign and its payload, and a signalling NaN stays signalling. JavaScript promises
   * only that a NaN stays a NaN.
   */
  public static void toFloats(byte[] from, int at, int count, float[] to, int toAt) {
    for (int i = 0; i < count; i++) {
      int upper = (from[at + 2 * i] & 0xff) | (from[at + 2 * i + 1] << 8);
      to[toAt + i] = Float.intBitsToFloat(upper << 16);
    }
  }
}
