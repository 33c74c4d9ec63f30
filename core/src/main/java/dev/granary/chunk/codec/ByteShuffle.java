package dev.granary.chunk.codec;

/**
 * Reorders bytes: the first bytes of all elements, then the second ones, and so on. The exponents
 * of floats resemble each other and their last bits do not, so the reordered bytes compress better.
 *
 * <p>Elements are 2 or 4 bytes wide. Bytes after the last whole element stay at the end. The two
 * arrays must be different.
 */
public final class ByteShuffle {
  private ByteShuffle() {}

  /** Moves byte p of element i of n to p * n + i. */
  public static void shuffle(byte[] from, int at, int length, int width, byte[] to, int toAt) {
    int elements = length / width;
    for (int p = 0; p < width; p++) {
      int plane = toAt + p * elements;
      for (int i = 0; i < elements; i++) {
        to[plane + i] = from[at + i * width + p];
      }
    }
    copyRest(from, at, length, width, to, toAt);
  }

  /** Undoes {@link #shuffle}. */
  public static void unshuffle(byte[] from, int at, int length, int width, byte[] to, int toAt) {
    int elements = length / width;
    for (int p = 0; p < width; p++) {
      int plane = at + p * elements;
      for (int i = 0; i < elements; i++) {
        to[toAt + i * width + p] = from[plane + i];
      }
    }
    copyRest(from, at, length, width, to, toAt);
  }

  private static void copyRest(byte[] from, int at, int length, int width, byte[] to, int toAt) {
    int whole = length - length % width;
    for (int i = whole; i < length; i++) {
      to[toAt + i] = from[at + i];
    }
  }
}
