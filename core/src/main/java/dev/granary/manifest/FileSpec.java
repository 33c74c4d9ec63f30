package dev.granary.manifest;

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
 */
public record FileSpec(
    String type, long size, String sha256, Boolean pinned, String metadata, boolean encoded) {
  public static final long UNKNOWN = -1;

  /** For bytes nothing is known or promised about. */
  public static final FileSpec ANY = new FileSpec("", UNKNOWN, null, null, null);

  /** A file whose chunks are kept as they are. */
  public FileSpec(String type, long size, String sha256, Boolean pinned, String metadata) {
    this(type, size, sha256, pinned, metadata, false);
  }

  /** The same file, its chunks encoded where that pays, or kept as they are. */
  public FileSpec encoded(boolean wherePaid) {
    return new FileSpec(type, size, sha256, pinned, metadata, wherePaid);
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
    if (sha256 != null && !isSha256(sha256)) {
      throw new GranaryException(
              Code.INVALID, "sha256 must be 64 hexadecimal digits; it is " + sha256 + ".")
          .with("sha256", sha256);
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
        type,
        size,
        sha256 == null ? null : Hex.encode(Hex.decode(sha256)),
        pinned,
        metadata,
        encoded);
  }

  private static boolean isSha256(String text) {
    try {
      return Hex.decode(text).length == 32;
    } catch (GranaryException notHexadecimal) {
      return false;
    }
  }
}
