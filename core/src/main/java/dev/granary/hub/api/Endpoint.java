package dev.granary.hub.api;

import dev.granary.http.Http.Header;
import java.util.List;

/**
 * Knows where a hub keeps its files and its listings. A token is sent to the hub itself and to no
 * other server; it is stored nowhere.
 */
public final class Endpoint {
  private static final String RESOLVE = "/resolve/";

  private final String base;

  /**
   * Creates the endpoint of one hub.
   *
   * @param url where the hub's paths begin, with or without a slash at its end
   */
  public Endpoint(String url) {
    this.base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /** Gives the URL of a file. */
  public String resolve(RepoManifest of, RepoFile file) {
    return base + place(of.repo(), of.commit(), file.path());
  }

  /** Gives the path of a file's URL, which is the same at every hub and at its mirrors. */
  public static String place(String repo, String commit, String path) {
    return "/" + repo + RESOLVE + commit + "/" + Names.inUrl(path, true);
  }

  /** Gives the URL under which the hub answers questions about a repository. */
  String api(String repo) {
    return base + "/api/models/" + repo;
  }

  /**
   * Tells whether a URL is where this hub has the very file that is stored under a key, so that the
   * hub's token may be sent there. The maker of a bundle may have chosen both the key and the URL,
   * so all of the URL is compared.
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

  /** Tells whether a URL is where this hub has a file of a commit, whichever file. */
  public boolean hasFile(String url) {
    String place = url.startsWith(base + "/") ? url.substring(base.length() + 1) : "";
    int at = Math.max(0, place.indexOf(RESOLVE));
    int commit = at + RESOLVE.length();
    int slash = commit + Names.COMMIT_DIGITS;
    return place.length() > slash
        && place.charAt(slash) == '/'
        && Names.isRepo(place.substring(0, at))
        && Names.isCommit(place.substring(commit, slash))
        && Names.isPathInUrl(place.substring(slash + 1));
  }

  /** Gives the headers that carry a token to the hub itself; the token may be null. */
  public static List<Header> headers(String token) {
    return token == null || token.isEmpty()
        ? List.of()
        : List.of(new Header("Authorization", "Bearer " + token));
  }
}
