package dev.granary.hub;

import dev.granary.Clock;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.download.Download;
import dev.granary.http.Http;
import dev.granary.http.Http.Header;
import dev.granary.http.Refusal;
import dev.granary.http.Retries;
import dev.granary.json.JsonReader;
import java.util.List;

/**
 * A hub, and where it has what. A token is sent to the hub itself and to nobody else; whoever gives
 * it is asked anew each time, and it is kept nowhere.
 */
public final class Endpoint {
  /** The longest answer that is read; a page of a thousand files with long paths is far shorter. */
  private static final int LONGEST = 1 << 23;

  private final String base;

  /**
   * A hub.
   *
   * @param url where its paths begin, with or without a slash
   */
  public Endpoint(String url) {
    this.base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /** Where a file lies. */
  String resolve(RepoManifest of, RepoFile file) {
    return base + place(of.repo(), of.commit(), file.path());
  }

  /** The same at whatever hub, which may have a mirror. */
  static String place(String repo, String commit, String path) {
    return "/" + repo + "/resolve/" + commit + "/" + Names.inUrl(path, true);
  }

  /** Where a repository is told about. */
  String api(String repo) {
    return base + "/api/models/" + repo;
  }

  /**
   * Whether a URL is where this hub has the very file that is kept under a key, so that its token
   * may be sent there. Nothing less: who made a bundle may have chosen both.
   */
  public boolean owns(String key, String url) {
    int at = key.indexOf('@');
    int slash = at + 1 + Names.COMMIT_DIGITS;
    if (at < 0 || key.length() <= slash || key.charAt(slash) != '/') {
      return false;
    }
    String repo = key.substring(0, at);
    String commit = key.substring(at + 1, slash);
    String path = key.substring(slash + 1);
    return Names.isRepo(repo)
        && Names.isCommit(commit)
        && Names.isPath(path)
        && url.equals(base + place(repo, commit, path));
  }

  /** What is sent to the hub itself with a token, which may be null. */
  public static List<Header> headers(String token) {
    return token == null || token.isEmpty()
        ? List.of()
        : List.of(new Header("Authorization", "Bearer " + token));
  }

  /** A document of a hub, and where the next part of it is. */
  record Page(JsonReader json, String next) {}

  /**
   * Asks the hub for a document, again where that may help.
   *
   * @param of the repository and revision that it is of, for people
   */
  Page get(HubPlatform caller, Clock clock, String url, String of) {
    Retries retries = new Retries(Download.RETRIES, caller.delay(), clock);
    while (true) {
      Http.Answer answer =
          retries.get(caller.http(), Http.Request.of(url).with(headers(caller.token())));
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
      if (!absent(status, answer.headers().get("x-error-code"))) {
        throw Refusal.of(answer, url);
      }
      throw new GranaryException(
              Code.NOT_FOUND,
              "The hub has no "
                  + of
                  + ", or not for everybody: a private repository takes a token.")
          .with("status", status)
          .with("url", url);
    }
    String text = Text.read(answer.body(), LONGEST);
    if (text == null) {
      throw misunderstood(url, null);
    }
    return new Page(new JsonReader(text), answer.headers().get("link"));
  }

  /** Whether a refusal means that there is no such thing, or none that this caller may know of. */
  static boolean absent(int status, String code) {
    return status == 404 || (status == 401 && !"GatedRepo".equals(code));
  }

  /** What a hub said is not what hubs say. */
  static GranaryException misunderstood(String url, GranaryException why) {
    return new GranaryException(
            Code.INTEGRITY, "What the hub answered at " + url + " is no listing.", why)
        .with("url", url)
        .with("reason", "listing");
  }
}
