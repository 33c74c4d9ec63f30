package dev.granary.serve;

import dev.granary.catalog.FileManifest;
import java.util.HashMap;
import java.util.Map;

/**
 * Decides the answer to an HTTP request for a file (RFC 9110): the whole file, one range, or only
 * the headers.
 *
 * @param status 200, 206, 304, 405 or 416
 * @param start where the body begins in the file
 * @param end where the body ends in the file
 * @param hasBody whether the answer has a body
 */
public record HttpAnswer(
    int status, Map<String, String> headers, long start, long end, boolean hasBody) {

  /**
   * Answers a request for a file.
   *
   * @param range the request's {@code Range}, or null; the other headers likewise
   */
  public static HttpAnswer of(
      FileManifest file, String method, String range, String ifRange, String ifNoneMatch) {
    Map<String, String> headers = new HashMap<>();
    boolean get = method.equals("GET");
    if (!get && !method.equals("HEAD")) {
      headers.put("allow", "GET, HEAD");
      return new HttpAnswer(405, headers, 0, 0, false);
    }
    String tag = '"' + file.sha256() + '"';
    headers.put("etag", tag);
    headers.put("accept-ranges", "bytes");
    if (ifNoneMatch != null && matches(ifNoneMatch, tag)) {
      return new HttpAnswer(304, headers, 0, 0, false);
    }
    headers.put("content-type", file.type().isEmpty() ? "application/octet-stream" : file.type());
    long size = file.size();
    // A range counts only for GET, for this very content, and as one piece. Any other range is
    // ignored.
    boolean wanted = get && range != null && (ifRange == null || ifRange.equals(tag));
    Range asked = wanted ? Range.parse(range, size) : null;
    if (asked == null) {
      headers.put("content-length", Long.toString(size));
      return new HttpAnswer(200, headers, 0, size, get);
    }
    if (asked.start() >= asked.end()) {
      headers.put("content-range", "bytes */" + size);
      return new HttpAnswer(416, headers, 0, 0, false);
    }
    headers.put("content-length", Long.toString(asked.end() - asked.start()));
    headers.put("content-range", "bytes " + asked.start() + "-" + (asked.end() - 1) + "/" + size);
    return new HttpAnswer(206, headers, asked.start(), asked.end(), true);
  }

  private static boolean matches(String candidates, String tag) {
    for (int at = 0; at <= candidates.length(); ) {
      int comma = candidates.indexOf(',', at);
      int to = comma < 0 ? candidates.length() : comma;
      String candidate = candidates.substring(at, to).trim();
      String strong = candidate.startsWith("W/") ? candidate.substring(2) : candidate;
      if (strong.equals("*") || strong.equals(tag)) {
        return true;
      }
      at = to + 1;
    }
    return false;
  }

  /**
   * Selects the bytes from start to end, end excluded; empty when no byte of the file is requested.
   */
  private record Range(long start, long end) {
    private static final Range NOTHING = new Range(0, 0);

    /** Returns the range, or null when the header is not a single range of bytes. */
    static Range parse(String header, long size) {
      String text = header.trim();
      if (!text.startsWith("bytes=")) {
        return null;
      }
      String range = text.substring("bytes=".length()).trim();
      int dash = range.indexOf('-');
      if (dash < 0) {
        return null;
      }
      long first = number(range.substring(0, dash).trim());
      long last = number(range.substring(dash + 1).trim());
      if (first == NONE && last >= 0) {
        return last == 0 ? NOTHING : new Range(Math.max(0, size - last), size);
      }
      if (first < 0 || last == WRONG || (last != NONE && last < first)) {
        return null;
      }
      return first >= size
          ? NOTHING
          : new Range(first, last == NONE ? size : Math.min(size, last + 1));
    }

    private static final long NONE = -1;
    private static final long WRONG = -2;

    private static long number(String digits) {
      long number = digits.isEmpty() ? NONE : 0;
      for (int i = 0; i < digits.length(); i++) {
        char digit = digits.charAt(i);
        if (digit < '0' || digit > '9' || i >= 16) {
          return WRONG;
        }
        number = number * 10 + (digit - '0');
      }
      return number;
    }
  }
}
