package dev.granary.http;

import dev.granary.Clock;
import dev.granary.Delay;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.GranaryException.Reason;

/**
 * Tries a request again when the network or the server failed. Each wait is longer than the one
 * before, and random, so that clients do not all ask at the same moment. One object serves one
 * request.
 */
public final class Retries {
  /** How often in a row to try again where the caller sets no number. */
  public static final int DEFAULT = 5;

  /**
   * How often to try again when a server never answers although the platform is online. A browser
   * does not tell a page whether such a server refuses the page, so more tries are mostly in vain.
   */
  private static final int UNANSWERED = 1;

  /** The first wait is between half of this and all of it, in milliseconds. */
  static final long FIRST = 500;

  /** Bounds a wait, whatever a server asks for, in milliseconds. */
  static final long LONGEST = 60_000;

  private final int most;
  private final Delay delay;
  private final Clock clock;
  private int failed;
  private boolean answered;

  /** The new bytes since the failures last counted from zero. */
  private long fresh;

  /**
   * @param most how often in a row to try again after a failure
   */
  public Retries(int most, Delay delay, Clock clock) {
    this.most = most;
    this.delay = delay;
    this.clock = clock;
  }

  /** Gets an answer, which may be a final refusal; throws the last error when every try failed. */
  public Http.Answer get(Http http, Http.Request request) {
    while (true) {
      try {
        Http.Answer answer = http.get(request);
        answered = true;
        if (!Refusal.passes(answer.status())) {
          return answer;
        }
        answer.body().close();
        long asked = RetryAfter.milliseconds(answer.headers().get("retry-after"), clock.now());
        again(Refusal.of(answer, request.url()), asked);
      } catch (GranaryException failure) {
        if (failure.code() != Code.NETWORK) {
          throw failure;
        }
        again(failure.with("url", request.url()));
      }
    }
  }

  /** Notes that the server has answered before, so that it is likely to answer again. */
  public void answered() {
    answered = true;
  }

  /** Waits before another try; throws the failure when there are no more tries. */
  public void again(GranaryException failure) {
    again(failure, -1);
  }

  private void again(GranaryException failure, long asked) {
    boolean refused = failure.reason() == Reason.UNANSWERED && !answered;
    if (failed >= (refused ? Math.min(UNANSWERED, most) : most)) {
      throw failure;
    }
    long half = Math.min(LONGEST, FIRST << Math.min(failed, 16)) / 2;
    failed++;
    long wait = half + (long) (Math.random() * half);
    delay.pass(asked < 0 ? wait : Math.min(LONGEST, Math.max(asked, wait)));
  }

  /**
   * Notes new bytes. After enough of them the failures count from zero again. A failure does not
   * change the sum, so bytes of several answers add up.
   */
  public void progressed(int bytes, int enough) {
    fresh += bytes;
    if (fresh >= enough) {
      fresh = 0;
      failed = 0;
    }
  }
}
