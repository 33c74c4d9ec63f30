package dev.granary.tensor;

/** Reads and writes IEEE 754 floats, little-endian. */
final class Float32 {
  private Float32() {}

  static void toFloats(byte[] from, int at, int count, float[] to) {
    for (int i = 0; i < count; i++) {
      to[i] = Float.intBitsToFloat(Integers.int32(from, at + 4 * i));
    }
  }

  static void toBytes(float[] from, int count, byte[] to, int at) {
    for (int i = 0; i < count; i++) {
      Integers.put32(Float.floatToIntBits(from[i]), to, at + 4 * i);
    }
  }

  /**
   * Rounds doubles to floats.
   *
   * @param odd whether a number that is not a float becomes the odd one of its two neighbours
   *     instead of the nearer one. A second rounding, to a type that has at least two bits fewer,
   *     then gives what one rounding would give.
   */
  static void round(double[] from, int count, float[] to, boolean odd) {
    for (int i = 0; i < count; i++) {
      // In JavaScript a float is a double until its bits are taken.
      int bits = Float.floatToIntBits((float) from[i]);
      if (odd && (bits & 1) == 0) {
        double excess = Math.abs(from[i]) - Math.abs(Float.intBitsToFloat(bits));
        bits += excess > 0 ? 1 : excess < 0 ? -1 : 0;
      }
      to[i] = Float.intBitsToFloat(bits);
    }
  }
}
