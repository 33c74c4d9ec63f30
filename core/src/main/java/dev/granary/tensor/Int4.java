package dev.granary.tensor;

/** Converts numbers of four bits. A byte holds two; the lower half is the first. */
public final class Int4 {
  private Int4() {}

  /** Unpacks {@code count} numbers from the lower half of byte {@code at} on. */
  public static void toBytes(byte[] from, int at, int count, byte[] to, int toAt, boolean signed) {
    int flip = flip(signed);
    for (int i = 0; i < count; i++) {
      to[toAt + i] = (byte) number(from, at, i, flip);
    }
  }

  /**
   * Unpacks {@code count} numbers and undoes their quantisation: (number - zero) * scale, in
   * floats.
   *
   * @param zero the number that stands for 0: one of them, from -8 to 15
   */
  public static void toFloats(
      byte[] from, int at, int count, float[] to, int toAt, boolean signed, float scale, int zero) {
    int flip = flip(signed);
    // In JavaScript a float is a double until its bits are taken.
    float rounded = Float.intBitsToFloat(Float.floatToRawIntBits(scale));
    for (int i = 0; i < count; i++) {
      to[toAt + i] = (float) (number(from, at, i, flip) - zero) * rounded;
    }
  }

  private static int number(byte[] from, int at, int i, int flip) {
    int four = (from[at + (i >> 1)] >> ((i & 1) << 2)) & 15;
    return (four ^ flip) - flip;
  }

  /** Returns the sign bit. To flip it and subtract its value turns two's complement into an int. */
  private static int flip(boolean signed) {
    return signed ? 8 : 0;
  }
}
