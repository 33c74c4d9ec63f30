package dev.granary.http;

import dev.granary.chunk.ByteSource;
import java.util.List;

/** A client of web servers. */
public interface Http {
  /** How long a server may keep one waiting for an answer or for its next byte, in milliseconds. */
  int PATIENCE = 30_000;

  /**
   * Asks for what a URL names. May suspend; NETWORK when there is no answer, or when it takes
   * longer than {@link #PATIENCE}; reading the body fails in the same way. Whoever asked closes the
   * answer's body.
   */
  Answer get(Request request);

  /**
   * What is asked for.
   *
   * @param from the first byte
   * @param to the one behind the last, or {@link #REST}
   * @param headers what is sent besides; never kept anywhere, because tokens are sent in them
   */
  record Request(String url, long from, long to, List<Header> headers) {
    /** As far as it goes. */
    public static final long REST = -1;

    /** Asks for all of it. */
    public static Request of(String url) {
      return new Request(url, 0, REST, List.of());
    }

    /** The same, of some bytes only. */
    public Request range(long first, long end) {
      return new Request(url, first, end, headers);
    }

    /** The same, with these headers. */
    public Request with(List<Header> given) {
      return new Request(url, from, to, given);
    }

    /** Its Range header, or null when it asks for all. */
    public String rangeHeader() {
      if (to != REST) {
        return "bytes=" + from + "-" + (to - 1);
      }
      return from == 0 ? null : "bytes=" + from + "-";
    }
  }

  /** One header that is sent. */
  record Header(String name, String value) {}

  /**
   * What a server answered.
   *
   * @param body what follows the headers, of any length
   */
  record Answer(int status, Headers headers, ByteSource body) {}

  /** The headers of an answer. */
  interface Headers {
    /** The value of a header, whatever its case; null when there is none, or it may not be seen. */
    String get(String name);
  }
}
