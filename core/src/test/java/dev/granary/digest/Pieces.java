package dev.granary.digest;

import java.util.List;

/** Splits a message into pieces, so that a test can try every split. */
final class Pieces {
  interface Digest {
    void update(byte[] bytes, int offset, int length);
  }

  private Pieces() {}

  /** Feeds the digest a piece of each size until the message ends, then the rest. */
  static void feed(byte[] message, List<Integer> sizes, Digest digest) {
    int at = 0;
    for (int size : sizes) {
      int length = Math.min(size, message.length - at);
      digest.update(message, at, length);
      at += length;
    }
    digest.update(message, at, message.length - at);
  }
}
