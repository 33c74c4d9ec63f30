package dev.granary.catalog;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.digest.Hex;
import dev.granary.json.JsonReader;

/**
 * What the caller said of a file before its first byte came: what it must turn out to be, and what
 * shall be kept beside it.
 *
 * @param type its media type; empty when unknown
 * @param size the promised size, or {@link #UNKNOWN}
 * @param sha256 the promised digest of the whole file in hexadecimal, or null
 * @param pinned whether it is safe from eviction; null leaves that as it is, and a new file
 *     unpinned
 * @param metadata the caller's own JSON, kept as it came, or null
 * @param encoded whether its chunks are to be encoded where that pays
 * @param gitSha1 the promised name of the file as a blob of git in hexadecimal, or null; it cannot
 *     be told without the size
 */
public record FileSpec(
    String type,
    long size,
    String sha256,
    Boolean pinned,
    String metadata,
    boolean encoded,
    String gitSha1) {
  public static final long UNKNOWN = -1;

  /** For bytes nothing is known or promised about. */
  public static final FileSpec ANY = new FileSpec("", UNKNOWN, null, null, null);

  /** A file whose chunks are kept as they are. */
  public FileSpec(String type, long size, String sha256, Boolean pinned, String metadata) {
    this(type, size, sha256, pinned, metadata, false);
  }

  /** A file that git knows nothing of. */
  public FileSpec(
      String type, long size, String sha256, Boolean pinned, String metadata, boolean encoded) {
    this(type, size, sha256, pinned, metadata, encoded, null);
  }

  /** The same file, its chunks encoded where that pays, or kept as they are. */
  public FileSpec encoded(boolean wherePaid) {
    return new FileSpec(type, size, sha256, pinned, metadata, wherePaid, gitSha1);
  }

  /** The same file, of a type that nobody may have named so far. */
  public FileSpec typed(String known) {
    return new FileSpec(
        type.isEmpty() ? known : type, size, sha256, pinned, metadata, encoded, gitSha1);
  }

  /** The same file, with a digest where none is promised. */
  public FileSpec promising(String digest) {
    return new FileSpec(
        type, size, sha256 == null ? digest : sha256, pinned, metadata, encoded, gitSha1);
  }

  /** Whether its bytes are known by a digest, so that wrong ones cannot pass for it. */
  public boolean hasDigest() {
    return sha256 != null || gitSha1 != null;
  }

  /**
   * The same, fit to be kept; INVALID when it could not be read back, or nothing could ever fit it.
   */
  public FileSpec checked() {
    if (type == null) {
      throw new GranaryException(Code.INVALID, "type must not be null; it is empty when unknown.");
    }
    if (size < UNKNOWN) {
      throw new GranaryException(Code.INVALID, "A size is not negative.").with("size", size);
    }
    if (sha256 != null && !isDigest(sha256, 32)) {
      throw new GranaryException(
              Code.INVALID, "sha256 must be 64 hexadecimal digits; it is " + sha256 + ".")
          .with("sha256", sha256);
    }
    if (gitSha1 != null && (!isDigest(gitSha1, 20) || size == UNKNOWN)) {
      throw new GranaryException(
              Code.INVALID, "gitSha1 must be 40 hexadecimal digits, and the size known beside it.")
          .with("gitSha1", gitSha1);
    }
    if (metadata != null) {
      try {
        // Two levels deep, as in a journal: nesting has a limit.
        JsonReader reader = new JsonReader("[[" + metadata + "]]");
        reader.skip();
        reader.end();
        JsonReader alone = new JsonReader(metadata);
        alone.skip();
        alone.end();
      } catch (GranaryException failure) {
        throw new GranaryException(Code.INVALID, "The metadata is not JSON.", failure);
      }
    }
    return new FileSpec(
        type, size, lowerCase(sha256), pinned, metadata, encoded, lowerCase(gitSha1));
  }

  private static String lowerCase(String digest) {
    return digest == null ? null : Hex.encode(Hex.decode(digest));
  }

  private static boolean isDigest(String text, int bytes) {
    try {
      return Hex.decode(text).length == bytes;
    } catch (GranaryException notHexadecimal) {
      return false;
    }
  }
}
