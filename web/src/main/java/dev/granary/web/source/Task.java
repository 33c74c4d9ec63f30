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

/** One call of one operation, which can be ended from outside while it waits for something. */
public final class Task implements Cancel, Delay {
  private static final int FOR_EVER = Integer.MAX_VALUE;

  /** Why it has to end, or null. */
  private RuntimeException ended;

  /** What is being waited for. */
  private Awaited waiting;

  /** What is done now and then meanwhile, or null. */
  private Beat beat;

  /** How long a source may keep it waiting, in milliseconds. */
  private int patience = FOR_EVER;

  /** One that nobody in JavaScript holds. */
  public Task() {}

  /** Follows the task that JavaScript holds. */
  public Task(CoreTask task) {
    task.setListener(() -> end(new Aborted(task.getReason())));
    if (task.isAborted()) {
      ended = new Aborted(task.getReason());
    }
  }

  /** Makes the operation fail, even while its source keeps it waiting. */
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

  /** Says what to do now and then while the source is waited for. */
  void whileWaiting(Beat given) {
    beat = given;
  }

  /** A source that gives nothing for so long is given up. */
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

  /** Waits for something of ours that may take long. */
  public void awaitTurn(Promise promise) {
    awaitTurn(Promises.of(promise));
  }

  /** The same of what is settled here. */
  public void awaitTurn(Awaited turn) {
    waiting = turn;
    try {
      check();
      waiting.join();
    } finally {
      waiting = null;
    }
  }

  /** Waits for a source. When it fails that is an error of ours whose cause is the very failure. */
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
    // First of all, or a failure that nobody waits for would be reported to the page.
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

  /** Comes to null when it takes longer, and else to something, whatever the promise comes to. */
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
