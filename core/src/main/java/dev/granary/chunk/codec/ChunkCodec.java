package dev.granary.chunk.codec;

import java.util.Arrays;

/**
 * Encodes and decodes stored chunks. There is one encoding, in three widths: it reorders the bytes
 * of numbers with {@link ByteShuffle}, mebibyte by mebibyte, and compresses the result. Weights
 * compress badly as they are and better in this order: their signs and exponents resemble each
 * other, their mantissas do not.
 *
 * <p>The codec encodes a chunk only when that saves enough bytes. The chunk's id and checksums are
 * always those of its logical bytes.
 */
public final class ChunkCodec {
  private static final String[] NAMES = {"deflate", "shuffle2+deflate", "shuffle4+deflate"};
  private static final int[] WIDTHS = {1, 2, 4};

  /** The share of bytes that an encoding must save to be worth decoding: one twentieth. */
  private static final int SAVED = 20;

  /** Samples are taken from the start, the middle and the end of the chunk. */
  private static final int SAMPLES = 3;

  private static final int SAMPLE = 16 * 1024;

  /** How many bytes are shuffled at a time: few enough to take milliseconds. */
  private static final int BLOCK = 1024 * 1024;

  private final Deflate deflate;

  public ChunkCodec(Deflate deflate) {
    this.deflate = deflate;
  }

  /** Holds the bytes of a chunk as they are to be stored. */
  public static final class Encoded {
    private final String encoding;
    private final byte[] bytes;

    Encoded(String encoding, byte[] bytes) {
      this.encoding = encoding;
      this.bytes = bytes;
    }

    /** Returns the name of the encoding, which a reader needs to decode. */
    public String encoding() {
      return encoding;
    }

    /** Returns the bytes to store, all of them. */
    public byte[] bytes() {
      return bytes;
    }
  }

  /**
   * Encodes the first {@code length} bytes; returns null when encoding does not save enough bytes.
   */
  public Encoded encode(byte[] bytes, int length) {
    byte[] samples = samples(bytes, length);
    int best = -1;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < WIDTHS.length; i++) {
      byte[] compressed = compress(samples, samples.length, WIDTHS[i]);
      if (compressed != null && compressed.length < least) {
        best = i;
        least = compressed.length;
      }
    }
    byte[] whole = best < 0 ? null : compress(bytes, length, WIDTHS[best]);
    return whole == null ? null : new Encoded(NAMES[best], whole);
  }

  /** Returns whether this codec can decode the encoding. */
  public static boolean knows(String encoding) {
    return place(encoding) >= 0;
  }

  /** Decodes {@code size} logical bytes; returns null when the stored bytes are damaged. */
  public byte[] decode(String encoding, byte[] stored, int size) {
    byte[] expanded = deflate.expand(stored, size).join();
    if (expanded == null || expanded.length != size) {
      return null;
    }
    int width = WIDTHS[place(encoding)];
    if (width == 1) {
      return expanded;
    }
    byte[] logical = new byte[size];
    for (int at = 0; at < size; at += BLOCK) {
      deflate.rest();
      ByteShuffle.unshuffle(expanded, at, Math.min(BLOCK, size - at), width, logical, at);
    }
    return logical;
  }

  private static byte[] samples(byte[] bytes, int length) {
    if (length <= SAMPLES * SAMPLE) {
      return Arrays.copyOf(bytes, length);
    }
    byte[] samples = new byte[SAMPLES * SAMPLE];
    for (int i = 0; i < SAMPLES; i++) {
      // Each sample starts at a multiple of 4, where a number of any width starts.
      int from = (length - SAMPLE) / (SAMPLES - 1) * i / 4 * 4;
      System.arraycopy(bytes, from, samples, i * SAMPLE, SAMPLE);
    }
    return samples;
  }

  /** Returns null when compression does not save enough bytes. */
  private byte[] compress(byte[] bytes, int length, int width) {
    byte[] from = bytes;
    if (width > 1) {
      from = new byte[length];
      for (int at = 0; at < length; at += BLOCK) {
        deflate.rest();
        ByteShuffle.shuffle(bytes, at, Math.min(BLOCK, length - at), width, from, at);
      }
    }
    return deflate.compress(from, length, length - (length + SAVED - 1) / SAVED).join();
  }

  private static int place(String encoding) {
    for (int i = 0; i < NAMES.length; i++) {
      if (NAMES[i].equals(encoding)) {
        return i;
      }
    }
    return -1;
  }
}
