package dev.granary.web.source;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Task;
import dev.granary.chunk.ChunkSource.Beat;
import dev.granary.web.bridge.Awaited;
import dev.granary.web.bridge.JsFailure;
import dev.granary.web.bridge.Promises;
import dev.granary.web.dom.Promise;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** Waits for the promises of one source, as long as its task goes on. */
public final class SourceWait {
  private static final int FOR_EVER = Integer.MAX_VALUE;

  private final Task task;

  /** How long the source may keep its task waiting, in milliseconds. */
  private final int patience;

  /** What the task does from time to time while it waits, or null. */
  private Beat beat;

  /** For a source that may keep its task waiting. */
  SourceWait(Task task) {
    this(task, FOR_EVER);
  }

  /** For a source that is given up when it gives nothing for so many milliseconds. */
  public SourceWait(Task task, int patience) {
    this.task = task;
    this.patience = patience;
  }

  /** Sets what the task does from time to time while it waits for the source. */
  void whileWaiting(Beat given) {
    beat = given;
  }

  /**
   * Waits for a source. A failure of the source becomes a Granary error whose cause is the original
   * failure.
   */
  public JSObject await(Promise promise) {
    int left = patience;
    int wait = Math.min(left, Beat.PATIENCE);
    while (awaitOnce(unlessLate(promise, wait)) == null) {
      left -= wait;
      if (left == 0) {
        throw new GranaryException(
                Code.NETWORK, "The server sent nothing for " + patience / 1000 + " seconds.")
            .with("stalled", true);
      }
      if (beat != null) {
        beat.beat();
      }
      wait = Math.min(left, Beat.PATIENCE);
    }
    return awaitOnce(promise);
  }

  private JSObject awaitOnce(Promise promise) {
    // Observe the promise first: the browser would report an unobserved rejection to the page.
    Awaited answer = Promises.of(promise);
    try {
      task.await(answer);
      return answer.join();
    } catch (JsFailure failure) {
      task.check();
      throw failed(failure);
    }
  }

  /**
   * Resolves to null when the promise takes longer, and otherwise to a timer, however the promise
   * ends.
   */
  @JSBody(
      params = {"promise", "milliseconds"},
      script =
          "return new Promise(function(resolve) {"
              + " var timer = setTimeout(resolve, milliseconds, null);"
              + " if (timer.unref) timer.unref();"
              + " function settled() { clearTimeout(timer); resolve(timer); }"
              + " promise.then(settled, settled); });")
  private static native Promise unlessLate(Promise promise, int milliseconds);

  static GranaryException failed(RuntimeException failure) {
    JsFailure thrown = JsFailure.of(failure);
    return new GranaryException(
        Code.NETWORK, "The source failed before its end: " + thrown.getMessage(), thrown);
  }
}
