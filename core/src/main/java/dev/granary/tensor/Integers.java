package dev.granary.tensor;

/** Reads and writes whole numbers of 8, 16 or 32 bits, little-endian. */
final class Integers implements DoubleReader, DoubleWriter {
  static final double TWO_32 = 0x1p32;

  /** From here on, doubles have no fraction. */
  private static final double WHOLE = 0x1p52;

  private final int bytes;
  private final boolean signed;

  Integers(int bytes, boolean signed) {
    this.bytes = bytes;
    this.signed = signed;
  }

  @Override
  public void toDoubles(byte[] from, int at, int count, double[] to) {
    int shift = 32 - 8 * bytes;
    int next = at;
    for (int i = 0; i < count; i++) {
      int bits = 0;
      for (int j = 0; j < bytes; j++) {
        bits |= (from[next++] & 0xff) << (8 * j);
      }
      to[i] = signed ? (bits << shift) >> shift : unsigned(bits);
    }
  }

  @Override
  public int toBytes(double[] from, int count, byte[] to, int at) {
    double numbers = bytes == 4 ? TWO_32 : 1 << (8 * bytes);
    double lowest = signed ? -numbers / 2 : 0;
    int refused = round(from, count, lowest, lowest + numbers - 1);
    int next = at;
    for (int i = 0; i < (refused < 0 ? count : refused); i++) {
      int bits = lower(from[i]);
      for (int j = 0; j < bytes; j++) {
        to[next++] = (byte) (bits >> (8 * j));
      }
    }
    return refused;
  }

  /**
   * Rounds numbers in their array to the nearest whole numbers, ties to even. (TeaVM's {@code
   * Math.rint} rounds ties away from 0.)
   *
   * @return the index of the first number that is out of the range after rounding, or a NaN; -1 for
   *     none. Later numbers are not rounded.
   */
  static int round(double[] numbers, int count, double lowest, double highest) {
    for (int i = 0; i < count; i++) {
      double number = numbers[i];
      if (Math.abs(number) < WHOLE) {
        // The sum has no room for a fraction.
        number = number < 0 ? number - WHOLE + WHOLE : number + WHOLE - WHOLE;
      }
      if (!(number >= lowest && number <= highest)) {
        return i;
      }
      numbers[i] = number;
    }
    return -1;
  }

  static int int32(byte[] from, int at) {
    return (from[at] & 0xff)
        | ((from[at + 1] & 0xff) << 8)
        | ((from[at + 2] & 0xff) << 16)
        | (from[at + 3] << 24);
  }

  static void put32(int bits, byte[] to, int at) {
    to[at] = (byte) bits;
    to[at + 1] = (byte) (bits >> 8);
    to[at + 2] = (byte) (bits >> 16);
    to[at + 3] = (byte) (bits >> 24);
  }

  /** Returns the value of 32 unsigned bits. */
  static double unsigned(int bits) {
    return bits < 0 ? bits + TWO_32 : bits;
  }

  /** Returns the lower 32 bits of a whole number between -2^31 and 2^32. */
  static int lower(double whole) {
    return (int) (whole > Integer.MAX_VALUE ? whole - TWO_32 : whole);
  }
}
