package dev.granary.smoke;

/** Bytes that look random and are the same everywhere. */
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
}
