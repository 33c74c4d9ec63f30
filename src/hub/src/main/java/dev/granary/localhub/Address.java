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
 * What a request is addressed to: its path's segments and its query, decoded. A slash that was
 * encoded stays within its segment, as in {@code refs%2Fpr%2F1}.
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

  /** The segments from one to before another, as many as there are, as a path. */
  String path(int from, int to) {
    int end = Math.min(to, segments.size());
    return String.join("/", segments.subList(Math.min(from, end), end));
  }

  String path(int from) {
    return path(from, segments.size());
  }

  /**
   * How many segments from here on name a revision: three in {@code refs/pr/1}, whose slashes need
   * not be encoded.
   */
  int revisionLength(int from) {
    return segment(from).equals("refs") ? 3 : 1;
  }

  /** The segment, or nothing behind the last. */
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
