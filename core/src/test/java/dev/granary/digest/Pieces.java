package dev.granary.digest;

import java.util.List;

/** Hands a message over in pieces, so that a test can try every way to split it. */
final class Pieces {
  interface Digest {
    void update(byte[] bytes, int offset, int length);
  }

  private Pieces() {}

  /** Gives the digest a piece of each size as far as the message goes, then what is left. */
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
