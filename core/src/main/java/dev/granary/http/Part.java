package dev.granary.http;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;

/**
 * Tells which part of a file an answer brings, as far as the headers say. A page may not read all
 * headers of another origin's answer, but may read the length of the content.
 *
 * @param start the offset of the first byte
 * @param end the offset behind the last byte, or {@link #UNKNOWN}
 * @param size the size of the whole file, or {@link #UNKNOWN}
 * @param exact whether end and size count the bytes that are read: a whole file may be compressed
 *     on the way, and then its length counts compressed bytes
 */
public record Part(long start, long end, long size, boolean exact) {
  public static final long UNKNOWN = -1;

  /** Reads the headers of a 200 or 206; NETWORK when the answer is another part than requested. */
  public static Part of(Http.Answer answer, Http.Request asked) {
    long length = length(answer);
    if (answer.status() != 206) {
      return new Part(0, length, length, false);
    }
    String header = answer.headers().get("content-range");
    if (header == null) {
      long end = length < 0 ? asked.to() : asked.from() + length;
      return new Part(asked.from(), end, UNKNOWN, true);
    }
    int dash = header.indexOf('-');
    int slash = header.indexOf('/');
    if (header.startsWith("bytes ") && dash > 0 && slash > dash) {
      long start = Digits.number(header, 6, dash);
      long end = Digits.number(header, dash + 1, slash) + 1;
      long size = size(header);
      boolean within = end <= asked.to() || asked.to() == Http.Request.REST;
      if (start == asked.from() && end > start && within && (size < 0 || end <= size)) {
        return new Part(start, end, size, true);
      }
    }
    throw new GranaryException(
            Code.NETWORK, "The server sent another part than was requested: " + header + ".")
        .with("url", asked.url());
  }

  /** Gives the size of the whole file, which stands behind the slash of an answer's range. */
  public static long size(Http.Answer answer) {
    String header = answer.headers().get("content-range");
    return header == null ? UNKNOWN : size(header);
  }

  private static long size(String header) {
    int slash = header.indexOf('/');
    return slash < 0 ? UNKNOWN : Digits.number(header, slash + 1, header.length());
  }

  private static long length(Http.Answer answer) {
    String length = answer.headers().get("content-length");
    String encoding = answer.headers().get("content-encoding");
    boolean asItIs = encoding == null || encoding.equals("identity");
    return length == null || !asItIs ? UNKNOWN : Digits.number(length, 0, length.length());
  }
}
