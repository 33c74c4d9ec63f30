package dev.granary.digest;

import java.util.Objects;

/**
 * What SHA-1 and SHA-256 share: they cut the message into blocks of 64 bytes, fold one after the
 * other into a hash of 32-bit words, and pad the end in the same way (FIPS 180-4, section 5).
 */
abstract class BlockDigest {
  static final int BLOCK = 64;

  final int[] hash;

  /** Holds the bytes after the last whole block: as many as {@link #held} says. */
  final byte[] partial = new byte[BLOCK];

  /** Bytes so far. The only {@code long}: one addition per update. */
  long length;

  BlockDigest(int[] hash) {
    this.hash = hash;
  }

  /** Folds whole blocks, which lie one after the other, into the hash. */
  abstract void compress(int[] hash, byte[] bytes, int offset, int blocks);

  final int held() {
    return (int) length & (BLOCK - 1);
  }

  /** Adds bytes. */
  public final void update(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int held = held();
    int at = offset;
    int end = offset + length;
    this.length += length;

    // 1. Complete the block that the last update left unfinished.
    if (held > 0) {
      int missing = Math.min(BLOCK - held, length);
      System.arraycopy(bytes, at, partial, held, missing);
      at += missing;
      if (held + missing < BLOCK) {
        return;
      }
      compress(hash, partial, 0, 1);
    }

    // 2. Fold whole blocks where they lie.
    int blocks = (end - at) / BLOCK;
    compress(hash, bytes, at, blocks);
    at += blocks * BLOCK;

    // 3. Keep the rest.
    System.arraycopy(bytes, at, partial, 0, end - at);
  }

  /** The digest of all bytes so far. It finishes a copy: more bytes may follow. */
  public final byte[] digest() {
    int held = held();
    // One bit that is set, zeros, and the length in bits as eight bytes, up to the end of a block.
    byte[] tail = new byte[held + 1 + 8 <= BLOCK ? BLOCK : 2 * BLOCK];
    System.arraycopy(partial, 0, tail, 0, held);
    tail[held] = (byte) 0x80;
    put((int) (length >>> 29), tail, tail.length - 8);
    put((int) length << 3, tail, tail.length - 4);

    int[] last = hash.clone();
    compress(last, tail, 0, tail.length / BLOCK);
    byte[] digest = new byte[last.length * 4];
    put(last, digest, 0);
    return digest;
  }

  /** Reads a big-endian word. */
  static int word(byte[] bytes, int at) {
    return (bytes[at] << 24)
        | ((bytes[at + 1] & 0xff) << 16)
        | ((bytes[at + 2] & 0xff) << 8)
        | (bytes[at + 3] & 0xff);
  }

  /** Writes a big-endian word. */
  static void put(int word, byte[] bytes, int at) {
    bytes[at] = (byte) (word >>> 24);
    bytes[at + 1] = (byte) (word >>> 16);
    bytes[at + 2] = (byte) (word >>> 8);
    bytes[at + 3] = (byte) word;
  }

  /** Writes big-endian words. */
  static void put(int[] words, byte[] bytes, int at) {
    for (int i = 0; i < words.length; i++) {
      put(words[i], bytes, at + i * 4);
    }
  }
}
