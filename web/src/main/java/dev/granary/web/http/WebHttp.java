package dev.granary.web.http;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.chunk.ByteSource;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkSource;
import dev.granary.http.Http;
import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Promise;
import dev.granary.web.dom.Response;
import dev.granary.web.source.Sources;
import dev.granary.web.source.Task;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * The platform's fetch, or one of the caller's, for one task: its end ends a request.
 *
 * <p>Nothing comes from the HTTP cache or goes into it: what is stored would be stored twice, and
 * what is to be repaired may be damaged there as well. No server is told which page asks.
 */
public final class WebHttp implements Http {
  private static final ByteSource EMPTY = (into, offset, length) -> -1;

  /** What a weak platform is asked for at once, in chunks and in bytes at most. */
  private static final int SPAN_CHUNKS = 8;

  private static final long LONGEST_SPAN = 80L << 20;

  private final Task task;
  private final JSObject fetch;
  private final String credentials;

  private WebHttp(Task task, JSObject fetch, String credentials) {
    this.task = task;
    this.fetch = fetch;
    this.credentials = credentials;
    task.patience(PATIENCE);
  }

  /**
   * For what the caller asked for: cookies go where its own would go, to the page's own origin.
   *
   * @param fetch the caller's own, or null
   */
  public static WebHttp of(Task task, JSObject fetch) {
    return new WebHttp(task, fetch, "same-origin");
  }

  /** In nobody's name: the URL may have been chosen by whoever made a bundle. */
  public static WebHttp anonymous(Task task) {
    return new WebHttp(task, null, "omit");
  }

  /**
   * The bytes to ask for at once. Firefox reads on when nobody takes what it has read, and what
   * piles up fills the memory of its parent process (measured); all others hold the server back.
   */
  public static long span(int chunkSize) {
    return isFirefox() ? Math.min(LONGEST_SPAN, (long) SPAN_CHUNKS * chunkSize) : Long.MAX_VALUE;
  }

  // Others only claim to be like it, without a number.
  @JSBody(
      script = "return typeof navigator === 'object' && / Gecko\\/\\d/.test(navigator.userAgent);")
  private static native boolean isFirefox();

  @Override
  public Answer get(Request request) {
    JSObject controller = controller();
    Promise answer = null;
    try {
      JsArray headers = JsArray.Maker.empty();
      String range = request.rangeHeader();
      if (range != null) {
        headers.push(pair("Range", range));
      }
      for (Header header : request.headers()) {
        headers.push(pair(header.name(), header.value()));
      }
      answer = fetch(fetch, request.url(), headers, credentials, controller);
      Response response = expectReadable(answered(answer, request.url()));
      ByteSource body =
          response.getBody() == null ? EMPTY : Sources.pieces(response.getBody(), task);
      return new Answer(
          response.getStatus(),
          name -> header(response, name, request.url()),
          new Body(body, request.url(), controller));
    } catch (RuntimeException failure) {
      abort(controller);
      if (answer != null) {
        cancel(answer);
      }
      throw told(failure, request.url());
    }
  }

  private JSObject answered(Promise answer, String url) {
    try {
      return task.await(answer);
    } catch (GranaryException failure) {
      Throwable thrown = failure.getCause();
      // A page is told little of it, so its developer is told what it may be.
      throw thrown == null
          ? failure
          : new GranaryException(
              Code.NETWORK,
              "No answer from "
                  + url
                  + " ("
                  + thrown.getMessage()
                  + "): is it there, and may this page ask it (CORS)?",
              thrown);
    }
  }

  /** As a library's own Response may give it. */
  private static String header(Response response, String name, String url) {
    try {
      return Sources.header(response, name);
    } catch (RuntimeException failure) {
      throw new GranaryException(
              Code.INVALID, "The fetch function gave a Response without readable headers.", failure)
          .with("url", url);
    }
  }

  private static Response expectReadable(JSObject given) {
    if (!isResponse(given)) {
      throw Sources.invalid("The fetch function must give a Response.");
    }
    Response response = (Response) given;
    Sources.expectNotOpaque(response);
    if (isUsed(response)) {
      throw Sources.invalid("The fetch function gave a Response whose body is used already.");
    }
    if (response.getStatus() == 0) {
      throw new GranaryException(Code.NETWORK, "The fetch function gave a network error.");
    }
    return response;
  }

  /** The failure, with what the caller wants to know of it. */
  private static RuntimeException told(RuntimeException failure, String url) {
    if (failure instanceof GranaryException known && known.code() == Code.NETWORK) {
      known.with("url", url);
      if (isOffline()) {
        known.with("offline", true);
      }
    }
    return failure;
  }

  /** What follows the headers. Whoever closes it before its end ends the request. */
  private static final class Body implements ByteSource {
    private final ByteSource pieces;
    private final String url;
    private final JSObject controller;

    Body(ByteSource pieces, String url, JSObject controller) {
      this.pieces = pieces;
      this.url = url;
      this.controller = controller;
    }

    @Override
    public void whileWaiting(ChunkSource.Beat beat) {
      pieces.whileWaiting(beat);
    }

    @Override
    public int read(ChunkBuffer into, int offset, int length) {
      try {
        return pieces.read(into, offset, length);
      } catch (RuntimeException failure) {
        throw told(failure, url);
      }
    }

    @Override
    public void close() {
      pieces.close();
      abort(controller);
    }
  }

  @JSBody(script = "return new AbortController();")
  private static native JSObject controller();

  @JSBody(params = "controller", script = "controller.abort();")
  private static native void abort(JSObject controller);

  // A caller's own fetch may heed no signal.
  @JSBody(
      params = "answer",
      script = "answer.then(function(late) { return late.body.cancel(); }).catch(function() {});")
  private static native void cancel(Promise answer);

  @JSBody(
      params = {"name", "value"},
      script = "return [name, value];")
  private static native JSObject pair(String name, String value);

  // In a promise of its own: a caller's function may throw, or give something else.
  @JSBody(
      params = {"own", "url", "headers", "credentials", "controller"},
      script =
          "return new Promise(function(resolve) { resolve((own || fetch)(url, {"
              + " headers: new Headers(headers),"
              + " cache: 'no-store', credentials: credentials, referrerPolicy: 'no-referrer',"
              + " signal: controller.signal })); });")
  private static native Promise fetch(
      JSObject own, String url, JsArray headers, String credentials, JSObject controller);

  // By what it can do: a library's own Response does as well.
  @JSBody(
      params = "given",
      script =
          "return !!given && typeof given.status === 'number' && !!given.headers"
              + " && typeof given.headers.get === 'function'"
              + " && (!given.body || typeof given.body.getReader === 'function');")
  private static native boolean isResponse(JSObject given);

  @JSBody(
      params = "response",
      script = "return response.bodyUsed || !!response.body && response.body.locked;")
  private static native boolean isUsed(Response response);

  /** Whether the platform says that there is no network. */
  @JSBody(script = "return typeof navigator === 'object' && navigator.onLine === false;")
  public static native boolean isOffline();
}
