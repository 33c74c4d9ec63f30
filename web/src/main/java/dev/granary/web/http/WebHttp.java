package dev.granary.web.http;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.GranaryException.Reason;
import dev.granary.Task;
import dev.granary.chunk.ByteSource;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkSource;
import dev.granary.http.Http;
import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Promise;
import dev.granary.web.dom.Response;
import dev.granary.web.source.SourceWait;
import dev.granary.web.source.Sources;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * Sends requests through the platform's fetch, or the caller's own, for one task. When the task
 * ends, its request ends.
 *
 * <p>Requests bypass the HTTP cache in both directions. Otherwise stored files would be stored
 * twice, and a repair could read the same damage from the cache. Requests send no referrer.
 */
public final class WebHttp implements Http {
  private static final ByteSource EMPTY = (into, offset, length) -> -1;

  /** The most that a platform without back pressure requests at once, in chunks and in bytes. */
  private static final int SPAN_CHUNKS = 8;

  private static final long LONGEST_SPAN = 80L << 20;

  private final SourceWait wait;
  private final JSObject fetch;
  private final String credentials;

  private WebHttp(Task task, JSObject fetch, String credentials) {
    this.fetch = fetch;
    this.credentials = credentials;
    wait = new SourceWait(task, PATIENCE);
  }

  /**
   * Makes requests for a caller. They send cookies where the caller's own requests would: to the
   * page's own origin.
   *
   * @param fetch the caller's own fetch, or null
   */
  public static WebHttp of(Task task, JSObject fetch) {
    return new WebHttp(task, fetch, "same-origin");
  }

  /** Makes requests without cookies: the maker of a bundle may have chosen the URL. */
  public static WebHttp anonymous(Task task) {
    return new WebHttp(task, null, "omit");
  }

  /**
   * Returns the number of bytes to request at once. Firefox goes on reading when the page takes
   * nothing, and the bytes fill the memory of its parent process (measured). All other browsers
   * slow the server down.
   */
  public static long span(int chunkSize) {
    return isFirefox() ? Math.min(LONGEST_SPAN, (long) SPAN_CHUNKS * chunkSize) : Long.MAX_VALUE;
  }

  // Other engines only claim to be like Gecko, without a number.
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
          response.getBody() == null ? EMPTY : Sources.pieces(response.getBody(), wait);
      return new Answer(
          response.getStatus(),
          name -> header(response, name, request.url()),
          new Body(body, request.url(), controller));
    } catch (RuntimeException failure) {
      abort(controller);
      if (answer != null) {
        cancel(answer);
      }
      throw located(failure, request.url());
    }
  }

  private JSObject answered(Promise answer, String url) {
    try {
      return wait.await(answer);
    } catch (GranaryException failure) {
      Throwable thrown = failure.getCause();
      // The browser reports little about the failure to a page, so the message names the likely
      // reasons.
      if (thrown == null) {
        throw failure;
      }
      GranaryException unanswered =
          new GranaryException(
              Code.NETWORK,
              "No answer from "
                  + url
                  + " ("
                  + thrown.getMessage()
                  + "). The server may not run, or may not allow this page to read its answers"
                  + " (CORS).",
              thrown);
      throw isOnline() ? unanswered.because(Reason.UNANSWERED) : unanswered;
    }
  }

  /** Reads a header. A Response of a library may have none. */
  private static String header(Response response, String name, String url) {
    try {
      return Sources.header(response, name);
    } catch (RuntimeException failure) {
      throw new GranaryException(
              Code.INVALID,
              "The fetch function returned a Response whose headers cannot be read.",
              failure)
          .with("url", url);
    }
  }

  private static Response expectReadable(JSObject given) {
    if (!isResponse(given)) {
      throw Sources.invalid("The fetch function must return a Response.");
    }
    Response response = (Response) given;
    Sources.expectNotOpaque(response);
    if (isUsed(response)) {
      throw Sources.invalid(
          "The fetch function returned a Response whose body is used or locked already: clone() it"
              + " first, and return the clone.");
    }
    if (response.getStatus() == 0) {
      throw new GranaryException(Code.NETWORK, "The fetch function returned a network error.");
    }
    return response;
  }

  /** Adds the URL, and whether the platform is offline, to the failure. */
  private static RuntimeException located(RuntimeException failure, String url) {
    if (failure instanceof GranaryException known && known.code() == Code.NETWORK) {
      known.with("url", url);
      if (isOffline()) {
        known.with("offline", true);
      }
    }
    return failure;
  }

  /** The body of an answer. A reader that closes it before its end ends the request. */
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
        throw located(failure, url);
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

  // The caller's own fetch may ignore the signal.
  @JSBody(
      params = "answer",
      script = "answer.then(function(late) { return late.body.cancel(); }).catch(function() {});")
  private static native void cancel(Promise answer);

  @JSBody(
      params = {"name", "value"},
      script = "return [name, value];")
  private static native JSObject pair(String name, String value);

  // The call runs inside a promise: the caller's function may throw, or return no promise.
  @JSBody(
      params = {"own", "url", "headers", "credentials", "controller"},
      script =
          "return new Promise(function(resolve) { resolve((own || fetch)(url, {"
              + " headers: new Headers(headers),"
              + " cache: 'no-store', credentials: credentials, referrerPolicy: 'no-referrer',"
              + " signal: controller.signal })); });")
  private static native Promise fetch(
      JSObject own, String url, JsArray headers, String credentials, JSObject controller);

  // Checks the methods, not the class: a library's own Response is accepted.
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

  /** Returns whether the platform reports that there is a network. */
  @JSBody(script = "return typeof navigator === 'object' && navigator.onLine === true;")
  private static native boolean isOnline();

  /** Returns whether the platform reports that there is no network. */
  @JSBody(script = "return typeof navigator === 'object' && navigator.onLine === false;")
  public static native boolean isOffline();
}
