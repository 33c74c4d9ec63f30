package dev.granary.hub.api;

import dev.granary.Clock;
import dev.granary.Delay;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.http.Http;
import dev.granary.http.Refusal;
import dev.granary.http.Retries;
import dev.granary.json.JsonReader;

/** Asks a hub for documents on behalf of one call, and asks again where that may help. */
public final class HubClient {
  /** Bounds one answer. A page of a thousand files with long paths is far shorter. */
  private static final int LONGEST = 1 << 23;

  private final Endpoint endpoint;
  private final Http http;
  private final Token token;
  private final Delay delay;
  private final Clock clock;

  /** Supplies the caller's token. */
  public interface Token {
    /** Gives the token, or an empty text or null where there is none. May suspend. */
    String get();
  }

  /**
   * Creates the client of one call.
   *
   * @param http fails when the caller gives up
   * @param token is asked before each request
   * @param delay passes between two tries; fails when the caller gives up
   */
  public HubClient(Endpoint endpoint, Http http, Token token, Delay delay, Clock clock) {
    this.endpoint = endpoint;
    this.http = http;
    this.token = token;
    this.delay = delay;
    this.clock = clock;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /**
   * One document of a hub.
   *
   * @param next the header that links to the next document, or null
   */
  record Page(JsonReader json, String next) {}

  /**
   * Asks the hub for a document.
   *
   * @param of the repository and revision of the document, as messages name it
   */
  Page get(String url, String of) {
    Retries retries = new Retries(Retries.DEFAULT, delay, clock);
    while (true) {
      Http.Request request = Http.Request.of(url).with(Endpoint.headers(token.get()));
      Http.Answer answer = retries.get(http, request);
      try {
        return page(answer, url, of);
      } catch (GranaryException failure) {
        if (failure.code() != Code.NETWORK) {
          throw failure;
        }
        retries.again(failure.with("url", url));
      } finally {
        answer.body().close();
      }
    }
  }

  private static Page page(Http.Answer answer, String url, String of) {
    int status = answer.status();
    if (status != 200) {
      if (!isAbsent(status, answer.headers().get("x-error-code"))) {
        throw Refusal.of(answer, url);
      }
      throw new GranaryException(
              Code.NOT_FOUND,
              "The hub does not have "
                  + of
                  + ", or does not show it to everybody: a private repository needs a token.")
          .with("status", status)
          .with("url", url);
    }
    String text = Text.read(answer.body(), LONGEST);
    if (text == null) {
      throw misunderstood(url, null);
    }
    return new Page(new JsonReader(text), answer.headers().get("link"));
  }

  /**
   * Tells whether a refusal means that something does not exist, or that this caller may not know
   * of it.
   *
   * @param code the hub's own error code, or null
   */
  public static boolean isAbsent(int status, String code) {
    return status == 404 || (status == 401 && !"GatedRepo".equals(code));
  }

  /** Makes the error for an answer that is not what hubs send. */
  static GranaryException misunderstood(String url, GranaryException why) {
    return new GranaryException(
            Code.INTEGRITY, "The hub's answer at " + url + " is not a valid listing.", why)
        .with("url", url)
        .with("reason", "listing");
  }
}
