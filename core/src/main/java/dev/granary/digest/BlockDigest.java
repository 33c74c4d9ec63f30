package dev.granary.digest;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import java.util.Objects;

/**
 * Implements what SHA-1 and SHA-256 share. Both cut the message into blocks of 64 bytes, fold one
 * block after the other into a hash of 32-bit words, and pad the end in the same way (FIPS 180-4,
 * section 5).
 *
 * <p>A saved state consists of one byte for the digest and the form, the words of the hash, the
 * length in eight bytes, and the bytes of the unfinished block.
 */
abstract class BlockDigest {
  static final int BLOCK = 64;

  private final byte form;
  private final int[] hash;

  /** Folds blocks in place of the Java code; null for the Java code. */
  private final BlockFunction compression;

  /** The bytes after the last whole block. {@link #held} says how many there are. */
  private final byte[] partial = new byte[BLOCK];

  /** The number of bytes so far. This is the only {@code long}: one addition per update. */
  private long length;

  BlockDigest(byte form, int[] hash, BlockFunction compression) {
    this.form = form;
    this.hash = hash;
    this.compression = compression;
  }

  /** Folds whole blocks, which follow each other, into the hash. */
  abstract void compress(int[] hash, byte[] bytes, int offset, int blocks);

  private void fold(int[] hash, byte[] bytes, int offset, int blocks) {
    if (compression != null) {
      compression.compress(hash, bytes, offset, blocks);
    } else {
      compress(hash, bytes, offset, blocks);
    }
  }

  /** Returns the number of bytes added so far. */
  public final long length() {
    return length;
  }

  private int held() {
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
      fold(hash, partial, 0, 1);
    }

    // 2. Fold whole blocks where they lie.
    int blocks = (end - at) / BLOCK;
    fold(hash, bytes, at, blocks);
    at += blocks * BLOCK;

    // 3. Keep the rest.
    System.arraycopy(bytes, at, partial, 0, end - at);
  }

  /** Returns the digest of all bytes so far. It finishes a copy, so more bytes may follow. */
  public final byte[] digest() {
    int held = held();
    // One set bit, zeros, and the length in bits as eight bytes, up to the end of a block.
    byte[] tail = new byte[held + 1 + 8 <= BLOCK ? BLOCK : 2 * BLOCK];
    System.arraycopy(partial, 0, tail, 0, held);
    tail[held] = (byte) 0x80;
    put((int) (length >>> 29), tail, tail.length - 8);
    put((int) length << 3, tail, tail.length - 4);

    int[] last = hash.clone();
    fold(last, tail, 0, tail.length / BLOCK);
    byte[] digest = new byte[last.length * 4];
    put(last, digest, 0);
    return digest;
  }

  /** Saves the running state, so that a later digest can continue from it. */
  public final byte[] state() {
    int lengthAt = 1 + hash.length * 4;
    byte[] state = new byte[lengthAt + 8 + held()];
    state[0] = form;
    put(hash, state, 1);
    put((int) (length >>> 32), state, lengthAt);
    put((int) length, state, lengthAt + 4);
    System.arraycopy(partial, 0, state, lengthAt + 8, held());
    return state;
  }

  /** Continues from a saved state; CORRUPT when the bytes cannot be one. */
  final void load(byte[] state) {
    int lengthAt = 1 + hash.length * 4;
    if (state.length < lengthAt + 8) {
      throw corrupt("it is too short");
    }
    if (state[0] != form) {
      throw corrupt("it belongs to another digest, or its version is unknown");
    }
    for (int i = 0; i < hash.length; i++) {
      hash[i] = word(state, 1 + i * 4);
    }
    length = ((long) word(state, lengthAt) << 32) | (word(state, lengthAt + 4) & 0xffffffffL);
    // The standard counts bits in 64 bits.
    if (length >>> 61 != 0) {
      throw corrupt("its length is impossible");
    }
    if (state.length != lengthAt + 8 + held()) {
      throw corrupt("its length does not fit its unfinished block");
    }
    System.arraycopy(state, lengthAt + 8, partial, 0, held());
  }

  private static GranaryException corrupt(String why) {
    return new GranaryException(Code.CORRUPT, "Not a saved state of a digest: " + why);
  }

  /** Reads a big-endian word. */
  static int word(byte[] bytes, int at) {
    return (bytes[at] << 24)
        | ((bytes[at + 1] & 0xff) << 16)
        | ((bytes[at + 2] & 0xff) << 8)
        | (bytes[at + 3] & 0xff);
  }

  /** Writes a big-endian word. */
  private static void put(int word, byte[] bytes, int at) {
    bytes[at] = (byte) (word >>> 24);
    bytes[at + 1] = (byte) (word >>> 16);
    bytes[at + 2] = (byte) (word >>> 8);
    bytes[at + 3] = (byte) word;
  }

  /** Writes big-endian words. */
  private static void put(int[] words, byte[] bytes, int at) {
    for (int i = 0; i < words.length; i++) {
      put(words[i], bytes, at + i * 4);
    }
  }
}
