package dev.granary.http;

/**
 * What tells that two answers are of the same content: a strong ETag, or when it last changed. That
 * is told to the second only, so the weak ETag that is told beside it, if any, stands before it.
 */
public final class Validator {
  private Validator() {}

  /** What to keep of an answer; any page may see the date. Null when it tells nothing. */
  public static String of(Http.Answer answer) {
    String etag = answer.headers().get("etag");
    String date = answer.headers().get("last-modified");
    if (etag != null && etag.startsWith("\"")) {
      return etag;
    }
    boolean weak = etag != null && etag.startsWith("W/") && isTag(etag);
    return weak && date != null ? etag + " " + date : date;
  }

  /** Whether an answer proves that its content is what it was. */
  public static boolean proves(String kept, Http.Answer answer) {
    if (kept == null || denies(kept, answer)) {
      return false;
    }
    return isTag(kept)
        ? kept.equals(answer.headers().get("etag"))
        : answer.headers().get("last-modified") != null;
  }

  /**
   * Whether an answer says that its content is another by now. A server that compresses on the way
   * calls the same content weakly equal.
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

  /** The header by which an answer would be known again, for a server that need not send it all. */
  public static Http.Header unlessSame(String kept) {
    String tag = tag(kept);
    return tag.isEmpty()
        ? new Http.Header("If-Modified-Since", kept)
        : new Http.Header("If-None-Match", tag);
  }

  /** Whether it is an ETag alone, which is exact. */
  public static boolean isTag(String kept) {
    return kept != null && kept.endsWith("\"");
  }

  /** The ETag in what was kept, or the empty string. */
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
