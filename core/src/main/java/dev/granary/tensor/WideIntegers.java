package dev.granary.tensor;

/**
 * Reads and writes whole numbers of 64 bits, little-endian. A {@code long} is slow in JavaScript.
 * Therefore this class reads and writes two halves of 32 bits.
 */
final class WideIntegers implements DoubleReader, DoubleWriter {
  /** The part of the lower half that a double has no room for, where it holds all 64 bits. */
  private static final int LOST = (1 << 11) - 1;

  /** Doubles hold all whole numbers whose upper half is smaller. */
  private static final int EXACT = 1 << 21;

  private final boolean signed;
  private final boolean odd;

  WideIntegers(boolean signed, boolean odd) {
    this.signed = signed;
    this.odd = odd;
  }

  @Override
  public void toDoubles(byte[] from, int at, int count, double[] to) {
    for (int i = 0; i < count; i++) {
      int lower = Integers.int32(from, at + 8 * i);
      int bits = Integers.int32(from, at + 8 * i + 4);
      double upper = signed ? bits : Integers.unsigned(bits);
      if (odd && (lower & LOST) != 0 && Math.abs(upper) >= EXACT) {
        lower = (lower & ~LOST) | (LOST + 1);
      }
      to[i] = upper * Integers.TWO_32 + Integers.unsigned(lower);
    }
  }

  @Override
  public int toBytes(double[] from, int count, byte[] to, int at) {
    // The highest double below 2^63 or 2^64: there are none in between.
    int refused =
        signed
            ? Integers.round(from, count, -0x1p63, 0x1.fffffffffffffp62)
            : Integers.round(from, count, 0, 0x1.fffffffffffffp63);
    for (int i = 0; i < (refused < 0 ? count : refused); i++) {
      double upper = Math.floor(from[i] / Integers.TWO_32);
      Integers.put32(Integers.lower(from[i] - upper * Integers.TWO_32), to, at + 8 * i);
      Integers.put32(Integers.lower(upper), to, at + 8 * i + 4);
    }
    return refused;
  }

  /**
   * Finds a number that is negative as int64, and too large for int64 as uint64: all other numbers
   * have the same bytes in both types.
   *
   * @return the index of the first such number, or -1
   */
  static int firstHigh(byte[] from, int at, int count) {
    for (int i = 0; i < count; i++) {
      if (from[at + 8 * i + 7] < 0) {
        return i;
      }
    }
    return -1;
  }
}
