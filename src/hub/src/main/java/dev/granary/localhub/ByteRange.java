package dev.granary.localhub;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A range of bytes: {@code from} is inclusive, {@code to} is exclusive. */
record ByteRange(long from, long to) {
  private static final Pattern SINGLE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /**
   * Reads a {@code Range} header. Returns nothing if the header is absent, or if a server may
   * ignore the header.
   */
  static Optional<ByteRange> of(String header, long length) {
    Matcher single = SINGLE.matcher(header == null ? "" : header);
    if (!single.matches() || (single.group(1).isEmpty() && single.group(2).isEmpty())) {
      return Optional.empty();
    }
    if (single.group(1).isEmpty()) {
      long last = Long.parseLong(single.group(2));
      return Optional.of(new ByteRange(last == 0 ? length : Math.max(0, length - last), length));
    }
    long from = Long.parseLong(single.group(1));
    if (single.group(2).isEmpty()) {
      return Optional.of(new ByteRange(from, length));
    }
    long to = Long.parseLong(single.group(2)) + 1;
    return to <= from ? Optional.empty() : Optional.of(new ByteRange(from, Math.min(to, length)));
  }

  boolean satisfiable(long length) {
    return from < length;
  }

  String contentRange(long length) {
    return "bytes " + from + "-" + (to - 1) + "/" + length;
  }
}
