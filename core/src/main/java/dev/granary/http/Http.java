package dev.granary.http;

import dev.granary.chunk.ByteSource;
import java.util.List;

/** Asks web servers. */
public interface Http {
  /** How long to wait for an answer or for its next byte, in milliseconds. */
  int PATIENCE = 30_000;

  /**
   * Sends a request. May suspend; NETWORK when there is no answer, or when the answer takes longer
   * than {@link #PATIENCE}. A read of the body fails in the same way. The caller closes the body.
   * The reason is UNANSWERED when there is no answer although the platform is online.
   */
  Answer get(Request request);

  /**
   * A request for a file or a part of one.
   *
   * @param from the offset of the first byte
   * @param to the offset behind the last byte, or {@link #REST}
   * @param headers further headers; they are stored nowhere, because they carry tokens
   */
  record Request(String url, long from, long to, List<Header> headers) {
    /** Stands for the end of the file. */
    public static final long REST = -1;

    /** Makes a request for a whole file. */
    public static Request of(String url) {
      return new Request(url, 0, REST, List.of());
    }

    /** Makes the same request for some bytes only. */
    public Request range(long first, long end) {
      return new Request(url, first, end, headers);
    }

    /** Makes the same request with these headers. */
    public Request with(List<Header> given) {
      return new Request(url, from, to, given);
    }

    /** Gives the value of the Range header, or null when the request is for the whole file. */
    public String rangeHeader() {
      if (to != REST) {
        return "bytes=" + from + "-" + (to - 1);
      }
      return from == 0 ? null : "bytes=" + from + "-";
    }
  }

  /** One header of a request. */
  record Header(String name, String value) {}

  /**
   * An answer of a server.
   *
   * @param body the bytes behind the headers, however many
   */
  record Answer(int status, Headers headers, ByteSource body) {}

  /** The headers of an answer. */
  interface Headers {
    /** Gives the value of a header; null when it is missing, or may not be read. Ignores case. */
    String get(String name);
  }
}
