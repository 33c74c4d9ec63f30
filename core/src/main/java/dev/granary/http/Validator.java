package dev.granary.http;

/**
 * Tells whether two answers have the same content, by a strong ETag or by the date of the last
 * change. The date is exact to the second only, so a weak ETag is kept in front of it if there is
 * one.
 */
public final class Validator {
  private Validator() {}

  /** Makes the validator of an answer, or null. Every page may read the date. */
  public static String of(Http.Answer answer) {
    String etag = answer.headers().get("etag");
    String date = answer.headers().get("last-modified");
    if (etag != null && etag.startsWith("\"")) {
      return etag;
    }
    boolean weak = etag != null && etag.startsWith("W/") && isTag(etag);
    return weak && date != null ? etag + " " + date : date;
  }

  /** Tells whether an answer proves that its content is the same. */
  public static boolean proves(String kept, Http.Answer answer) {
    if (kept == null || denies(kept, answer)) {
      return false;
    }
    return isTag(kept)
        ? kept.equals(answer.headers().get("etag"))
        : answer.headers().get("last-modified") != null;
  }

  /**
   * Tells whether an answer shows that its content has changed. A server that compresses on the way
   * marks the same content with a weak ETag.
   */
  public static boolean denies(String kept, Http.Answer answer) {
    if (kept == null) {
      return false;
    }
    String tag = tag(kept);
    String date = kept.substring(tag.length()).trim();
    return differs(tag, answer.headers().get("etag"))
        || differs(date, answer.headers().get("last-modified"));
  }

  /** Makes the header with which a server need not send content that is the same. */
  public static Http.Header unlessSame(String kept) {
    String tag = tag(kept);
    return tag.isEmpty()
        ? new Http.Header("If-Modified-Since", kept)
        : new Http.Header("If-None-Match", tag);
  }

  /** Tells whether a validator is an ETag alone, which is exact. */
  public static boolean isTag(String kept) {
    return kept != null && kept.endsWith("\"");
  }

  /** Gives the ETag in a validator, or the empty text. */
  private static String tag(String kept) {
    return kept.substring(0, kept.lastIndexOf('"') + 1);
  }

  private static boolean differs(String kept, String shown) {
    return !kept.isEmpty() && shown != null && !strong(shown).equals(strong(kept));
  }

  private static String strong(String etag) {
    return etag.startsWith("W/") ? etag.substring(2) : etag;
  }
}
