package dev.granary.web.source;

import dev.granary.Cancel;
import dev.granary.Delay;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.chunk.ChunkSource.Beat;
import dev.granary.web.bridge.Aborted;
import dev.granary.web.bridge.Awaited;
import dev.granary.web.bridge.JsFailure;
import dev.granary.web.bridge.Promises;
import dev.granary.web.dom.Promise;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** One call of one operation. The caller can end a task while the task waits. */
public final class Task implements Cancel, Delay {
  private static final int FOR_EVER = Integer.MAX_VALUE;

  /** Why the task must end; null while it may run. */
  private RuntimeException ended;

  /** What the task waits for. */
  private Awaited waiting;

  /** What the task does from time to time while it waits, or null. */
  private Beat beat;

  /** How long the task waits for a source, in milliseconds. */
  private int patience = FOR_EVER;

  /** Makes a task that JavaScript does not hold. */
  public Task() {}

  /** Follows the task that JavaScript holds. */
  public Task(CoreTask task) {
    task.setListener(() -> end(new Aborted(task.getReason())));
    if (task.isAborted()) {
      ended = new Aborted(task.getReason());
    }
  }

  /** Makes the operation fail, even while it waits for its source. */
  public void end(RuntimeException reason) {
    if (ended == null) {
      ended = reason;
      if (waiting != null) {
        waiting.fail(reason);
      }
    }
  }

  @Override
  public void check() {
    if (ended != null) {
      throw ended;
    }
  }

  /** Sets what the task does from time to time while it waits for the source. */
  void whileWaiting(Beat given) {
    beat = given;
  }

  /** Limits how long the task waits for a source that supplies nothing. */
  public void patience(int milliseconds) {
    patience = milliseconds;
  }

  @Override
  public void pass(long milliseconds) {
    awaitTurn(timer((int) milliseconds));
  }

  @JSBody(
      params = "milliseconds",
      script = "return new Promise(function(resolve) { setTimeout(resolve, milliseconds); });")
  private static native Promise timer(int milliseconds);

  /** Waits for a promise of Granary that may take long. */
  public void awaitTurn(Promise promise) {
    awaitTurn(Promises.of(promise));
  }

  /** Waits for a value that Java settles. */
  public void awaitTurn(Awaited turn) {
    waiting = turn;
    try {
      check();
      waiting.join();
    } finally {
      waiting = null;
    }
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
    waiting = Promises.of(promise);
    try {
      check();
      return waiting.join();
    } catch (JsFailure failure) {
      check();
      throw failed(failure);
    } finally {
      waiting = null;
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
