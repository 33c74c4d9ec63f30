package dev.granary.http;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;

/**
 * What part of a file an answer brings, as far as it says. A page may not see all headers of
 * another origin's answer: the content's length it may.
 *
 * @param start the first byte
 * @param end the one behind the last, or {@link #UNKNOWN}
 * @param size the whole file's, or {@link #UNKNOWN}
 * @param exact whether end and size are of the bytes that come: a whole file may be compressed on
 *     the way, and nothing tells that its length is that of something else
 */
public record Part(long start, long end, long size, boolean exact) {
  public static final long UNKNOWN = -1;

  /** Reads the headers of a 200 or 206; NETWORK when it is another part than was asked for. */
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
            Code.NETWORK, "The server sent another part than was asked for: " + header + ".")
        .with("url", asked.url());
  }

  /** The size that an answer tells of the whole file behind the slash of its range. */
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
