package dev.granary.tensor;

/** Reads and writes bools of one byte each. Every number except 0 is true, NaN too. */
final class Bools {
  private Bools() {}

  static void toDoubles(byte[] from, int at, int count, double[] to) {
    for (int i = 0; i < count; i++) {
      to[i] = from[at + i] == 0 ? 0 : 1;
    }
  }

  static int toBytes(double[] from, int count, byte[] to, int at) {
    for (int i = 0; i < count; i++) {
      to[at + i] = (byte) (from[i] == 0 ? 0 : 1);
    }
    return -1;
  }
}
