package dev.granary.download;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.GranaryException.Reason;
import dev.granary.chunk.ByteSource;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkSource;
import dev.granary.http.Http;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Serves one file as RFC 9110 says, in pieces of three bytes, unless the script says otherwise for
 * the next request. The server records each request, and the headers that the request brings.
 */
final class ScriptedServer implements Http {
  /** Answers one request in another way. */
  interface Fault {
    Answer answer(ScriptedServer server, Request asked);
  }

  static final String URL = "https://example.org/model.bin";

  String content;
  String etag = "\"1\"";
  String lastModified;
  String type = "application/octet-stream";
  boolean ranges = true;

  /** Whether the page may see the headers that a server of another origin must expose. */
  boolean exposes = true;

  /** Whether the server sends the size before the first byte. */
  boolean sized = true;

  final List<String> asked = new ArrayList<>();
  final List<String> sentHeaders = new ArrayList<>();
  int sent;
  int open;
  Runnable meanwhile = () -> {};

  /** The beat of the last body; a browser calls it while the next body waits, too. */
  ChunkSource.Beat beat = () -> {};

  private final Deque<Fault> script = new ArrayDeque<>();

  ScriptedServer(String content) {
    this.content = content;
  }

  /** Sets what happens at the next request, and at the request after that. */
  ScriptedServer then(Fault... faults) {
    script.addAll(List.of(faults));
    return this;
  }

  /** Makes the server behave from now on. */
  void nothingMore() {
    script.clear();
  }

  @Override
  public Answer get(Request request) {
    String range = request.rangeHeader();
    asked.add(range == null ? "all" : range.substring(6));
    request.headers().forEach(header -> sentHeaders.add(header.name() + ": " + header.value()));
    meanwhile.run();
    Fault fault = script.poll();
    return fault != null ? fault.answer(this, request) : answer(request);
  }

  Answer answer(Request request) {
    for (Header header : request.headers()) {
      String name = header.name().toLowerCase(Locale.ROOT);
      boolean same =
          (name.equals("if-none-match") && header.value().equals(etag))
              || (name.equals("if-modified-since") && header.value().equals(lastModified));
      if (same) {
        return new Answer(304, headers(Map.of())::get, body("", -1, null));
      }
    }
    return request.rangeHeader() == null || !ranges ? whole() : part(request);
  }

  Answer whole() {
    return whole(body(content, -1, null));
  }

  Answer whole(ByteSource body) {
    Map<String, String> fields = new HashMap<>();
    if (sized) {
      fields.put("content-length", "" + content.length());
    }
    return new Answer(200, headers(fields)::get, body);
  }

  Answer part(Request request) {
    int from = (int) request.from();
    if (from >= content.length()) {
      return new Answer(
          416,
          headers(Map.of("content-range", "bytes */" + content.length()))::get,
          body("", -1, null));
    }
    int to = content.length();
    if (request.to() != Request.REST) {
      to = (int) Math.min(to, request.to());
    }
    return part(from, to, body(content.substring(from, to), -1, null));
  }

  Answer part(int from, int to, ByteSource body) {
    String range = "bytes " + from + "-" + (to - 1) + "/" + content.length();
    Map<String, String> fields = Map.of("content-length", "" + (to - from), "content-range", range);
    return new Answer(206, headers(fields)::get, body);
  }

  private Map<String, String> headers(Map<String, String> fields) {
    Map<String, String> headers = new HashMap<>(fields);
    headers.put("content-type", type);
    if (lastModified != null) {
      headers.put("last-modified", lastModified);
    }
    if (etag != null) {
      headers.put("etag", etag);
    }
    if (!exposes) {
      headers.remove("etag");
      headers.remove("content-range");
    }
    return headers;
  }

  /** Makes a body that breaks off, or ends, after this many bytes. */
  ByteSource body(String text, int breaksAfter, RuntimeException failure) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    int[] at = {0};
    open++;
    return new ByteSource() {
      @Override
      public void whileWaiting(ChunkSource.Beat given) {
        beat = given;
      }

      @Override
      public int read(ChunkBuffer into, int offset, int length) {
        int last = breaksAfter < 0 ? bytes.length : Math.min(bytes.length, breaksAfter);
        int left = last - at[0];
        if (left == 0) {
          if (failure != null) {
            // As in a browser, where a failed read loses the memory that was transferred to it.
            into.replace(new byte[into.capacity()]);
            throw failure;
          }
          return -1;
        }
        int read = Math.min(3, Math.min(left, length));
        System.arraycopy(bytes, at[0], into.memory(), offset, read);
        at[0] += read;
        sent += read;
        return read;
      }

      @Override
      public void close() {
        open--;
      }
    };
  }

  static GranaryException lost() {
    return new GranaryException(Code.NETWORK, "There is no line.");
  }

  // --- what goes wrong ---

  /** Breaks the connection after this many bytes of the body. */
  static Fault drop(int after) {
    return (server, asked) -> server.cut(asked, after, lost());
  }

  /** Ends the body after this many bytes as if these were all. */
  static Fault shortBody(int after) {
    return (server, asked) -> server.cut(asked, after, null);
  }

  private Answer cut(Request asked, int after, RuntimeException failure) {
    if (asked.rangeHeader() == null || !ranges) {
      return whole(body(content, after, failure));
    }
    int from = (int) asked.from();
    if (from >= content.length()) {
      return part(asked);
    }
    int to = asked.to() < 0 ? content.length() : (int) Math.min(content.length(), asked.to());
    return part(from, to, body(content.substring(from), after, failure));
  }

  /** Sends no answer. */
  static Fault noLine() {
    return (server, asked) -> {
      throw lost();
    };
  }

  /** Sends no answer although the platform is online. */
  static Fault unanswered() {
    return (server, asked) -> {
      throw lost().because(Reason.UNANSWERED);
    };
  }

  static Fault status(int status, String... headers) {
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      fields.put(headers[i], headers[i + 1]);
    }
    return (server, asked) -> new Answer(status, fields::get, server.body("refused", -1, null));
  }

  static Fault ignoreRange() {
    return (server, asked) -> server.whole();
  }

  static Fault page() {
    return (server, asked) ->
        new Answer(
            200,
            Map.of("content-type", "text/html; charset=utf-8")::get,
            server.body("<!doctype html>", -1, null));
  }

  /** Sends another part than the requested one. */
  static Fault wrongRange(int from, int to) {
    return (server, asked) ->
        server.part(from, to, server.body(server.content.substring(from, to), -1, null));
  }

  /** Sends more bytes than the headers say. */
  static Fault longBody(String more) {
    return (server, asked) -> {
      if (asked.rangeHeader() == null) {
        return server.whole(server.body(server.content + more, -1, null));
      }
      int from = (int) asked.from();
      if (from >= server.content.length()) {
        return server.part(asked);
      }
      String rest = server.content.substring(from);
      return server.part(from, server.content.length(), server.body(rest + more, -1, null));
    };
  }

  /** Sends one wrong byte. */
  static Fault flip(int at) {
    return (server, asked) -> {
      String right = server.content;
      server.content = right.substring(0, at) + '#' + right.substring(at + 1);
      try {
        return server.answer(asked);
      } finally {
        server.content = right;
      }
    };
  }

  /** Replaces the file from now on. */
  static Fault changed(String content, String etag) {
    return (server, asked) -> {
      server.content = content;
      server.etag = etag;
      return server.answer(asked);
    };
  }
}
