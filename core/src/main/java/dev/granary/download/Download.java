package dev.granary.download;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileSpec;
import dev.granary.http.Http;
import java.util.List;

/**
 * A file that is wanted.
 *
 * @param headers what is sent with each request; never kept anywhere
 * @param retries how often in a row to try again
 * @param revalidate whether the server is asked even when the file is there
 */
public record Download(
    String key,
    String url,
    FileSpec spec,
    List<Http.Header> headers,
    int retries,
    boolean revalidate) {
  /** How often to try again where nobody has said. */
  public static final int RETRIES = 5;

  /** The same, fit to be kept; INVALID when it is not. */
  Download checked() {
    int host = url.indexOf("://") + 3;
    int at = url.indexOf('@');
    if (host > 2 && at >= host && at < hostEnd(host)) {
      throw new GranaryException(
              Code.INVALID, "A URL is kept with the file: a name and password must not be in it.")
          .with("key", key);
    }
    return new Download(key, url, spec.checked(), headers, retries, revalidate);
  }

  /** The same, asked for with these headers. */
  public Download with(List<Http.Header> given) {
    return new Download(key, url, spec, given, retries, revalidate);
  }

  /** The same, with a digest where none is promised. */
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

  /** Whether a web page may be what is wanted: its name is a page's, or says nothing. */
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

  /** The last part of the URL's path. */
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
