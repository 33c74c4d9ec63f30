package dev.granary.manifest;

/**
 * What the caller said of a file before its first byte came: what it must turn out to be, and what
 * shall be kept beside it.
 *
 * @param type its media type; empty when unknown
 * @param size the promised size, or {@link #UNKNOWN}
 * @param sha256 the promised digest of the whole file in hexadecimal, or null
 * @param pinned whether it is safe from eviction
 * @param metadata the caller's own JSON, kept as it came, or null
 */
public record FileSpec(String type, long size, String sha256, boolean pinned, String metadata) {
  public static final long UNKNOWN = -1;

  /** For bytes nothing is known or promised about. */
  public static final FileSpec ANY = new FileSpec("", UNKNOWN, null, false, null);
}
