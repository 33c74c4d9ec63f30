package dev.granary.catalog;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.digest.Hex;

/**
 * Describes a file before its first byte arrives: what the file must become, and what the store
 * keeps beside it.
 *
 * @param type the media type; empty when unknown
 * @param size the promised size, or {@link #UNKNOWN}
 * @param sha256 the promised digest of the whole file in hexadecimal, or null
 * @param pinned whether eviction must keep the file; null keeps the pin of the replaced file, and
 *     leaves a new file unpinned
 * @param metadata the caller's own JSON, kept unchanged, or null
 * @param encoded whether to encode those chunks that become smaller
 * @param gitSha1 the promised name of the file as a git blob in hexadecimal, or null; it can be
 *     computed only when the size is known
 * @param aligned whether chunks end where the tensors of the file begin and end
 */
public record FileSpec(
    String type,
    long size,
    String sha256,
    Boolean pinned,
    String metadata,
    boolean encoded,
    String gitSha1,
    boolean aligned) {
  public static final long UNKNOWN = -1;

  /** A file of which nothing is known or promised. */
  public static final FileSpec ANY = new FileSpec("", UNKNOWN, null, null, null);

  /** Describes a file whose chunks are stored as they are. */
  public FileSpec(String type, long size, String sha256, Boolean pinned, String metadata) {
    this(type, size, sha256, pinned, metadata, false);
  }

  /** Describes a file without a promised git name. */
  public FileSpec(
      String type, long size, String sha256, Boolean pinned, String metadata, boolean encoded) {
    this(type, size, sha256, pinned, metadata, encoded, null, false);
  }

  /**
   * Returns the same file with its chunks encoded where they become smaller, or stored as they are.
   */
  public FileSpec encoded(boolean wherePaid) {
    return new FileSpec(type, size, sha256, pinned, metadata, wherePaid, gitSha1, aligned);
  }

  /** Returns the same file with its chunks cut at its tensors, or not. */
  public FileSpec aligned(boolean atTensors) {
    return new FileSpec(type, size, sha256, pinned, metadata, encoded, gitSha1, atTensors);
  }

  /** Returns the same file, with this type if it had none. */
  public FileSpec typed(String known) {
    return new FileSpec(
        type.isEmpty() ? known : type, size, sha256, pinned, metadata, encoded, gitSha1, aligned);
  }

  /** Returns the same file, with this digest if none was promised. */
  public FileSpec promising(String digest) {
    return new FileSpec(
        type, size, sha256 == null ? digest : sha256, pinned, metadata, encoded, gitSha1, aligned);
  }

  /**
   * Returns the same file with what its source states of itself. INTEGRITY when another size was
   * promised.
   */
  public FileSpec stated(String key, String sourceType, long sourceSize) {
    if (size != UNKNOWN && sourceSize != UNKNOWN && size != sourceSize) {
      throw wrongSize(key, sourceSize);
    }
    long known = size == UNKNOWN ? sourceSize : size;
    return new FileSpec(type, known, sha256, pinned, metadata, encoded, gitSha1, aligned)
        .typed(sourceType);
  }

  /**
   * Makes the error for a file that is not of the promised size.
   *
   * @param actual the size of the file, or {@link #UNKNOWN} when it is larger than promised
   */
  public GranaryException wrongSize(String key, long actual) {
    String has = actual == UNKNOWN ? "more than" : actual + " bytes, and not";
    String message =
        "The source of \"" + key + "\" has " + has + " the promised " + size + " bytes.";
    GranaryException wrong =
        new GranaryException(Code.INTEGRITY, message).with("key", key).with("expectedSize", size);
    return actual == UNKNOWN ? wrong : wrong.with("actualSize", actual);
  }

  /** Returns whether a digest is promised, so that wrong bytes cannot be taken for this file. */
  public boolean hasDigest() {
    return sha256 != null || gitSha1 != null;
  }

  /**
   * Returns this spec if it is valid. INVALID when the store could not read it back, or when no
   * file could ever match it.
   */
  public FileSpec checked() {
    if (type == null) {
      throw new GranaryException(
          Code.INVALID, "type must not be null; use \"\" when it is unknown.");
    }
    if (size < UNKNOWN) {
      throw new GranaryException(Code.INVALID, "size must not be negative.").with("size", size);
    }
    if (sha256 != null && !isDigest(sha256, 32)) {
      throw new GranaryException(
              Code.INVALID, "sha256 must be 64 hexadecimal digits; it is " + sha256 + ".")
          .with("sha256", sha256);
    }
    if (gitSha1 != null && (!isDigest(gitSha1, 20) || size == UNKNOWN)) {
      throw new GranaryException(
              Code.INVALID, "gitSha1 must be 40 hexadecimal digits, and needs a known size.")
          .with("gitSha1", gitSha1);
    }
    // Two levels deep, as in a journal.
    VersionedText.expectMetadata(metadata, 2);
    return new FileSpec(
        type, size, lowerCase(sha256), pinned, metadata, encoded, lowerCase(gitSha1), aligned);
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
