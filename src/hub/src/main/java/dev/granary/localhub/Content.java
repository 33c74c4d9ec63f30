package dev.granary.localhub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Bytes that are generated on demand, so that a file may be larger than memory. */
interface Content {
  int PIECE = 64 * 1024;

  long length();

  /** Reads {@code length} bytes from a position into the beginning of an array. */
  void read(long position, byte[] into, int length);

  static Content of(String text) {
    return new StoredContent(text.getBytes(UTF_8));
  }

  /** Returns the digest of the prefix and the content. Reads the content in pieces. */
  default String digest(String algorithm, String prefix) {
    MessageDigest digest = newDigest(algorithm);
    digest.update(prefix.getBytes(UTF_8));
    byte[] piece = new byte[PIECE];
    for (long position = 0; position < length(); position += PIECE) {
      int count = (int) Math.min(PIECE, length() - position);
      read(position, piece, count);
      digest.update(piece, 0, count);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest newDigest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
