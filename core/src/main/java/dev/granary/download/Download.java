package dev.granary.download;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileSpec;
import dev.granary.http.Http;
import java.util.List;

/**
 * Requests a file from a server.
 *
 * @param headers the headers of each request; they are stored nowhere
 * @param retries how often in a row to try again
 * @param revalidate whether to ask the server even when the file is stored
 */
public record Download(
    String key,
    String url,
    FileSpec spec,
    List<Http.Header> headers,
    int retries,
    boolean revalidate) {
  /** Makes the same request, checked; INVALID when it cannot be stored. */
  Download checked() {
    int host = url.indexOf("://") + 3;
    int at = url.indexOf('@');
    if (host > 2 && at >= host && at < hostEnd(host)) {
      throw new GranaryException(
              Code.INVALID,
              "A URL is stored with the file, so it must not contain a name or a password.")
          .with("key", key);
    }
    return new Download(key, url, spec.checked(), headers, retries, revalidate);
  }

  /** Makes the same request with other headers. */
  public Download with(List<Http.Header> given) {
    return new Download(key, url, spec, given, retries, revalidate);
  }

  /** Makes the same request with a digest, unless it has one. */
  Download promising(String sha256) {
    return new Download(key, url, spec.promising(sha256), headers, retries, revalidate);
  }

  private int hostEnd(int host) {
    int at = host;
    while (at < url.length() && "/?#".indexOf(url.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  /**
   * Returns whether the file may be a web page: its name is that of a page, or has no extension and
   * the caller promises nothing.
   */
  boolean maybePage() {
    if (!spec.type().isEmpty()) {
      return spec.type().startsWith("text/html");
    }
    String name = name();
    int dot = name.lastIndexOf('.');
    boolean page = name.endsWith(".html") || name.endsWith(".htm") || name.endsWith(".xhtml");
    boolean promised = spec.hasDigest() || spec.size() != FileSpec.UNKNOWN;
    return page || (dot < 0 && !promised);
  }

  /** Returns the last part of the URL's path. */
  private String name() {
    int end = 0;
    while (end < url.length() && "?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    int host = url.indexOf("://") + 3;
    int slash = url.lastIndexOf('/', end - 1);
    return slash < host ? "" : url.substring(slash + 1, end);
  }
}
