package dev.granary.localhub;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * A deliberate fault in the answers to some requests.
 *
 * <ul>
 *   <li>{@code drop}: closes the connection after {@code after} bytes of the body
 *   <li>{@code stall}: sends {@code after} bytes, then waits until the faults are cleared
 *   <li>{@code status}: answers with {@code status}, and with {@code retryAfter} if given
 *   <li>{@code html}: answers 200 with a web page
 *   <li>{@code redirect-loop}: redirects to the same address
 *   <li>{@code ignore-range}: answers 200 with the whole file
 *   <li>{@code wrong-range}: sends a Content-Range that begins one byte too late
 *   <li>{@code flip}: changes the byte at position {@code after} of the file
 *   <li>{@code changed}: changes every byte and the ETag
 *   <li>{@code short}: sends only {@code after} bytes, with a matching Content-Length
 *   <li>{@code long}: sends {@code after} extra bytes, with a matching Content-Length
 *   <li>{@code no-length}: sends the right bytes without a Content-Length
 *   <li>{@code slow}: only limits the speed to {@code bytesPerSecond}; every other kind may set
 *       that limit too
 * </ul>
 *
 * @param path a part of the request's path, or a regular expression for it; for a file, the path is
 *     the repository's id and the file's path
 * @param at {@code "resolve"} for the first hop to a file; empty for the answer that carries the
 *     bytes
 * @param after a number of bytes or a position; its meaning depends on the kind
 * @param times how many requests the fault affects; 0 is all
 * @param retryAfter the value of the header {@code Retry-After}; empty for none
 * @param bytesPerSecond the speed of a body; 0 is no limit
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

  /** The absence of a fault. */
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
