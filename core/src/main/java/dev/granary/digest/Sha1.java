package dev.granary.digest;

/**
 * Computes SHA-1 (FIPS 180-4, section 6.1). Git names a file by this digest, and a hub gives no
 * other digest for its small files. Collisions can be made on purpose, so SHA-1 proves that a
 * transfer was complete, not who wrote the file.
 */
public final class Sha1 extends BlockDigest {
  /** The first byte of its saved states. */
  private static final byte FORM = 2;

  private final int[] schedule = new int[80];

  /** Starts without any bytes. */
  public Sha1() {
    this(null);
  }

  private Sha1(BlockFunction compression) {
    super(
        FORM, new int[] {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}, compression);
  }

  /** Returns the digest of a range. */
  public static byte[] of(byte[] bytes, int offset, int length) {
    Sha1 sha = new Sha1();
    sha.update(bytes, offset, length);
    return sha.digest();
  }

  /** Continues from a saved state; CORRUPT when the bytes cannot be one. */
  public static Sha1 restore(byte[] state) {
    return restore(state, null);
  }

  /** Continues from a saved state, with another function to fold blocks. */
  public static Sha1 restore(byte[] state, BlockFunction compression) {
    Sha1 sha = new Sha1(compression);
    sha.load(state);
    return sha;
  }

  @Override
  void compress(int[] hash, byte[] bytes, int offset, int blocks) {
    int[] w = schedule;
    int at = offset;
    for (int block = 0; block < blocks; block++, at += BLOCK) {
      // 1. Prepare the message schedule.
      for (int t = 0; t < 16; t++) {
        w[t] = word(bytes, at + t * 4);
      }
      for (int t = 16; t < 80; t++) {
        int x = w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16];
        w[t] = (x << 1) | (x >>> 31);
      }

      // 2. Initialise the working variables.
      int a = hash[0];
      int b = hash[1];
      int c = hash[2];
      int d = hash[3];
      int e = hash[4];

      // 3. Eighty rounds, twenty of each kind.
      for (int t = 0; t < 80; t++) {
        int f;
        if (t < 20) {
          f = (d ^ (b & (c ^ d))) + 0x5a827999;
        } else if (t < 40) {
          f = (b ^ c ^ d) + 0x6ed9eba1;
        } else if (t < 60) {
          f = ((b & c) | (d & (b | c))) + 0x8f1bbcdc;
        } else {
          f = (b ^ c ^ d) + 0xca62c1d6;
        }
        int next = ((a << 5) | (a >>> 27)) + f + e + w[t];
        e = d;
        d = c;
        c = (b << 30) | (b >>> 2);
        b = a;
        a = next;
      }

      // 4. Add to the hash.
      hash[0] += a;
      hash[1] += b;
      hash[2] += c;
      hash[3] += d;
      hash[4] += e;
    }
  }
}
