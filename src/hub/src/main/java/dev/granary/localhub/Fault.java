package dev.granary.localhub;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Something that goes wrong, on purpose, with the answers to some requests.
 *
 * <ul>
 *   <li>{@code drop}: the connection closes after so many bytes of the body
 *   <li>{@code stall}: nothing more comes after so many bytes, until the faults are cleared
 *   <li>{@code status}: this status, with {@code retryAfter} where it is given
 *   <li>{@code html}: a web page, with 200
 *   <li>{@code redirect-loop}: a redirect to the same address
 *   <li>{@code ignore-range}: 200 with the whole file
 *   <li>{@code wrong-range}: a Content-Range that begins one byte further on
 *   <li>{@code flip}: the byte at this position of the file is another
 *   <li>{@code changed}: every byte is another, and so is the ETag
 *   <li>{@code short}: a body of so many bytes, with the length of that
 *   <li>{@code long}: so many bytes more than there are, with the length of that
 *   <li>{@code no-length}: the right bytes, without saying how many
 *   <li>{@code slow}: nothing but {@code bytesPerSecond}, which every kind may have
 * </ul>
 *
 * @param path what the request's path contains, or a pattern for it; of a file, its repository and
 *     path
 * @param at {@code "resolve"} for the first hop to a file; otherwise where its bytes come from
 * @param after so many bytes
 * @param times how many requests it meets; 0 is all
 * @param retryAfter what the header says; empty for none
 * @param bytesPerSecond how fast a body goes; 0 is as fast as it can
 */
record Fault(
    String path,
    String at,
    String kind,
    long after,
    int times,
    int status,
    String retryAfter,
    long bytesPerSecond) {
  private static final Pattern KIND =
      Pattern.compile(
          "drop|stall|status|html|redirect-loop|ignore-range|wrong-range|flip|changed|short|long"
              + "|no-length|slow");

  /** What never happens. */
  static final Fault NONE = new Fault("", "", "slow", 0, 0, 0, "", 0);

  Fault {
    if (!KIND.matcher(kind).matches()) {
      throw new IllegalArgumentException("No such kind: " + kind);
    }
    if (!at.isEmpty() && !at.equals("resolve")) {
      throw new IllegalArgumentException("No such place: " + at);
    }
    Pattern.compile(path);
  }

  static Fault of(Map<?, ?> given) {
    return new Fault(
        text(given.get("path")),
        text(given.get("at")),
        text(given.get("kind")),
        number(given.get("after")),
        (int) number(given.get("times")),
        (int) number(given.get("status")),
        text(given.get("retryAfter")),
        number(given.get("bytesPerSecond")));
  }

  boolean is(String other) {
    return kind.equals(other);
  }

  boolean meets(String subject, String place) {
    return at.equals(place)
        && (subject.contains(path) || Pattern.compile(path).matcher(subject).find());
  }

  private static String text(Object value) {
    return value == null
        ? ""
        : value instanceof Double number ? Long.toString(number.longValue()) : value.toString();
  }

  private static long number(Object value) {
    return value instanceof Double number ? number.longValue() : 0;
  }
}
