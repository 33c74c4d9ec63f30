package dev.granary.http;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;

/** Tells what the refusal of a server means. */
public final class Refusal {
  private Refusal() {}

  /** Tells whether another try may succeed. */
  public static boolean passes(int status) {
    return status == 408 || status == 429 || status >= 500;
  }

  /** Makes the error for a final refusal. */
  public static GranaryException of(Http.Answer answer, String url) {
    int status = answer.status();
    String errorCode = answer.headers().get("x-error-code");
    boolean gated = (status == 401 || status == 403) && "GatedRepo".equals(errorCode);
    GranaryException refusal =
        new GranaryException(
                gated ? Code.GATED : Code.HTTP,
                gated
                    ? "The repository of "
                        + url
                        + " is gated: accept its terms on its own page, then"
                        + " ask with a token of the account that did."
                    : "The server answered with status "
                        + status
                        + " at "
                        + url
                        + (status == 401 ? ". Give it credentials in headers." : "."))
            .with("status", status)
            .with("url", url);
    return errorCode == null ? refusal : refusal.with("errorCode", errorCode);
  }
}
