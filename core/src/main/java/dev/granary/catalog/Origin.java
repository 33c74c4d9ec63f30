package dev.granary.catalog;

/**
 * States where a file's bytes come from: all that a download needs to fetch them again.
 *
 * @param url the requested address; never the target of a redirect, which expires, and never an
 *     address with a token
 * @param validator what proves that the content there is still the same (ETag, commit), or null
 * @param size the size that the server reported, or {@link FileSpec#UNKNOWN}. No rule depends on
 *     it: a server may report another size for a compressed body
 */
public record Origin(String url, String validator, long size) {
  /** Makes an origin of unknown size. */
  public Origin(String url, String validator) {
    this(url, validator, FileSpec.UNKNOWN);
  }
}
