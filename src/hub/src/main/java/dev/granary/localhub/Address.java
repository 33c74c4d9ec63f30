package dev.granary.localhub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The address of a request: the decoded segments of its path and its decoded query. An encoded
 * slash stays within its segment, as in {@code refs%2Fpr%2F1}.
 */
record Address(List<String> segments, Map<String, String> query) {
  static Address of(URI uri) {
    List<String> segments = new ArrayList<>();
    for (String segment : uri.getRawPath().substring(1).split("/", -1)) {
      segments.add(decoded(segment.replace("+", "%2B")));
    }
    Map<String, String> query = new HashMap<>();
    if (uri.getRawQuery() != null) {
      for (String pair : uri.getRawQuery().split("&", -1)) {
        int equals = pair.indexOf('=');
        query.put(
            decoded(equals < 0 ? pair : pair.substring(0, equals)),
            equals < 0 ? "" : decoded(pair.substring(equals + 1)));
      }
    }
    return new Address(List.copyOf(segments), Map.copyOf(query));
  }

  /**
   * Joins the existing segments from {@code from} (inclusive) to {@code to} (exclusive) to a path.
   */
  String path(int from, int to) {
    int end = Math.min(to, segments.size());
    return String.join("/", segments.subList(Math.min(from, end), end));
  }

  String path(int from) {
    return path(from, segments.size());
  }

  /**
   * Returns the number of segments that name a revision, starting at {@code from}. The name {@code
   * refs/pr/1} has three segments when its slashes are not encoded.
   */
  int revisionLength(int from) {
    return segment(from).equals("refs") ? 3 : 1;
  }

  /** Returns a segment, or an empty text after the last segment. */
  String segment(int index) {
    return index < segments.size() ? segments.get(index) : "";
  }

  static String encoded(String path) {
    return Stream.of(path.split("/", -1))
        .map(Address::encodedSegment)
        .collect(Collectors.joining("/"));
  }

  static String encodedSegment(String segment) {
    return URLEncoder.encode(segment, UTF_8).replace("+", "%20");
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, UTF_8);
  }
}
