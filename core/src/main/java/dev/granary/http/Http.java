package dev.granary.http;

import dev.granary.chunk.ByteSource;

/** A client of web servers. */
public interface Http {
  /**
   * Asks for the bytes of a URL from one place up to, not including, another. May suspend; NETWORK
   * when there is no answer. Whoever asked closes the answer's body.
   */
  Answer get(String url, long from, long to);

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
