package dev.granary.tensor;

/** Reads and writes numbers of four bits. A byte holds two; the lower half is the first. */
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

  static int fromSigned(double[] from, int count, byte[] to, int at) {
    return pack(from, count, to, at, Integers.round(from, count, -8, 7));
  }

  static int fromUnsigned(double[] from, int count, byte[] to, int at) {
    return pack(from, count, to, at, Integers.round(from, count, 0, 15));
  }

  /** Packs two numbers in a byte; an upper half without a number is 0. */
  private static int pack(double[] from, int count, byte[] to, int at, int refused) {
    for (int i = 0; refused < 0 && i < count; i += 2) {
      int upper = i + 1 < count ? (int) from[i + 1] : 0;
      to[at + (i >> 1)] = (byte) (((int) from[i] & 15) | (upper << 4));
    }
    return refused;
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
