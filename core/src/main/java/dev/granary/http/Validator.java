package dev.granary.http;

/** What tells that two answers are of the same content. */
public final class Validator {
  private Validator() {}

  /** A strong ETag; else when the content last changed, which any page may see; else null. */
  public static String of(Http.Answer answer) {
    String etag = answer.headers().get("etag");
    return etag != null && etag.startsWith("\"") ? etag : answer.headers().get("last-modified");
  }

  /** Whether an answer proves that its content is what it was. */
  public static boolean proves(String kept, Http.Answer answer) {
    return kept != null && kept.equals(shown(kept, answer));
  }

  /**
   * Whether an answer says that its content is another by now. A server that compresses on the way
   * calls the same content weakly equal.
   */
  public static boolean denies(String kept, Http.Answer answer) {
    String shown = kept == null ? null : shown(kept, answer);
    return shown != null && !strong(shown).equals(strong(kept));
  }

  /** The header by which an answer would be known again, for a server that need not send it all. */
  public static Http.Header unlessSame(String kept) {
    return new Http.Header(isTag(kept) ? "If-None-Match" : "If-Modified-Since", kept);
  }

  private static String shown(String kept, Http.Answer answer) {
    return answer.headers().get(isTag(kept) ? "etag" : "last-modified");
  }

  private static boolean isTag(String validator) {
    return validator.endsWith("\"");
  }

  private static String strong(String etag) {
    return etag.startsWith("W/") ? etag.substring(2) : etag;
  }
}
