package dev.granary.chunk.codec;

import java.util.Arrays;

/**
 * The encodings of stored chunks. There is one, in three widths: the bytes of numbers are brought
 * together with their likes, mebibyte by mebibyte, and compressed. Weights compress badly as they
 * are and better like that: their signs and exponents resemble each other, their mantissas nothing
 * at all.
 *
 * <p>A chunk is encoded only where that pays. Its id and its checksums are those of its logical
 * bytes, whatever is stored.
 */
public final class ChunkCodec {
  private static final String[] NAMES = {"deflate", "shuffle2+deflate", "shuffle4+deflate"};
  private static final int[] WIDTHS = {1, 2, 4};

  /** What has to go for the rest to be worth decoding: a twentieth. */
  private static final int SAVED = 20;

  /** Samples are taken from the chunk's start, its middle and its end. */
  private static final int SAMPLES = 3;

  private static final int SAMPLE = 16 * 1024;

  /** What is shuffled by itself: little enough to be done in milliseconds. */
  private static final int BLOCK = 1024 * 1024;

  private final Deflate deflate;

  public ChunkCodec(Deflate deflate) {
    this.deflate = deflate;
  }

  /** A chunk as it is to be stored. */
  public static final class Encoded {
    private final String encoding;
    private final byte[] bytes;

    Encoded(String encoding, byte[] bytes) {
      this.encoding = encoding;
      this.bytes = bytes;
    }

    /** How it becomes logical again. */
    public String encoding() {
      return encoding;
    }

    /** All of them are to be stored. */
    public byte[] bytes() {
      return bytes;
    }
  }

  /** Encodes the first {@code length} bytes; null where storing them as they are is better. */
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

  /** Whether this is an encoding that it can bring back. */
  public static boolean knows(String encoding) {
    return place(encoding) >= 0;
  }

  /** Brings back so many logical bytes; null when the stored ones are damaged. */
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
      // Each begins where a number of any width does.
      int from = (length - SAMPLE) / (SAMPLES - 1) * i / 4 * 4;
      System.arraycopy(bytes, from, samples, i * SAMPLE, SAMPLE);
    }
    return samples;
  }

  /** Null when it does not pay. */
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
