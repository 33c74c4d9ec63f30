package dev.granary.web.source;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.chunk.ByteSource;
import dev.granary.chunk.ChunkSource;
import dev.granary.http.Http;
import dev.granary.web.dom.Promise;
import dev.granary.web.dom.Response;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** The platform's fetch, for one task: its abort ends a request. */
public final class WebHttp implements Http {
  private static final ByteSource EMPTY = (into, offset, length) -> -1;

  private final Task task;

  public WebHttp(Task task) {
    this.task = task;
    // The first time already: a server that says nothing for so long is not waited for.
    task.whileWaiting(
        () -> {
          throw new GranaryException(
              Code.NETWORK,
              "the server sent nothing for " + ChunkSource.Beat.PATIENCE / 1000 + " seconds.");
        });
  }

  @Override
  public Answer get(Request request) {
    JSObject controller = controller();
    try {
      Response response =
          (Response) task.await(fetch(request.url(), request.rangeHeader(), controller));
      ByteSource body =
          response.getBody() == null ? EMPTY : Sources.pieces(response.getBody(), task);
      return new Answer(response.getStatus(), name -> Sources.header(response, name), body);
    } catch (RuntimeException failure) {
      abort(controller);
      throw failure;
    }
  }

  @JSBody(script = "return new AbortController();")
  private static native JSObject controller();

  @JSBody(params = "controller", script = "controller.abort();")
  private static native void abort(JSObject controller);

  // Not from the cache, which may hold the very bytes that are damaged, and not in anybody's name:
  // whoever made a bundle has chosen the URL.
  @JSBody(
      params = {"url", "range", "controller"},
      script =
          "return fetch(url, { headers: { Range: range }, cache: 'no-store',"
              + " credentials: 'omit', signal: controller.signal });")
  private static native Promise fetch(String url, String range, JSObject controller);
}
