package dev.granary.http;

import dev.granary.chunk.ChunkBuffer;

/** Fetches a known range of a file again from where the file came from. */
public final class PartFetch {
  private final Http http;

  public PartFetch(Http http) {
    this.http = http;
  }

  /**
   * Reads a range into a buffer. May suspend, and may replace the buffer's memory. NETWORK when
   * there is no answer.
   *
   * @param validator what proves that the file is still the same, or null
   * @param from the offset of the first byte in the file
   * @param at where the bytes go in the buffer
   * @return null when the range was read, else the reason why it was not
   */
  public String read(
      String url, String validator, long from, int length, ChunkBuffer into, int at) {
    Http.Request part = Http.Request.of(url).range(from, from + length);
    Http.Answer answer = http.get(part);
    try {
      String refused = refused(answer, validator, part);
      return refused != null ? refused : take(answer, into, at, length);
    } finally {
      answer.body().close();
    }
  }

  /** Tells what is wrong with an answer before its first byte, or null. */
  private static String refused(Http.Answer answer, String validator, Http.Request asked) {
    if (answer.status() == 200) {
      return "the server sent the whole file where a part was asked for.";
    }
    if (answer.status() != 206) {
      return Refusal.of(answer, asked.url()).getMessage();
    }
    if (Validator.denies(validator, answer)) {
      return "the file at its origin has changed.";
    }
    Part.of(answer, asked);
    return null;
  }

  private static String take(Http.Answer answer, ChunkBuffer into, int at, int length) {
    for (int filled = 0; filled < length; ) {
      int read = answer.body().read(into, at + filled, length - filled);
      if (read < 0) {
        return "the server sent only " + filled + " of " + length + " bytes.";
      }
      filled += read;
    }
    return null;
  }
}
