package dev.granary.compiled;

/** Makes bytes that look random and are the same on every platform. */
final class Sample {
  private Sample() {}

  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    int random = 1;
    for (int i = 0; i < length; i++) {
      random = random * 1664525 + 1013904223;
      bytes[i] = (byte) (random >>> 24);
    }
    return bytes;
  }

  /** Makes floats of either sign that are not short fractions. */
  static float[] floats(int length) {
    byte[] bytes = bytes(length);
    float[] floats = new float[length];
    for (int i = 0; i < length; i++) {
      floats[i] = bytes[i] / 7f;
    }
    return floats;
  }

  /** Makes quantised rows: 0 to 127. */
  static byte[] rows(int length) {
    byte[] rows = bytes(length);
    for (int i = 0; i < length; i++) {
      rows[i] = (byte) (rows[i] & 127);
    }
    return rows;
  }
}
