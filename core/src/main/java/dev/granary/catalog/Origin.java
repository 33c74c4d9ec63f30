package dev.granary.catalog;

/**
 * Where a file's bytes come from: all that is needed to fetch them, or a part of them, again.
 *
 * @param url where they were asked for; never a redirect's target, which expires, and never with a
 *     token in it
 * @param validator what tells that the content there is still the same (ETag, commit), or null when
 *     nothing does
 * @param size how many bytes there are to come, as the server says, or {@link FileSpec#UNKNOWN}.
 *     Nothing depends on it: what is compressed on the way may be told with another size
 */
public record Origin(String url, String validator, long size) {
  /** Where nobody has said how much there is. */
  public Origin(String url, String validator) {
    this(url, validator, FileSpec.UNKNOWN);
  }
}
