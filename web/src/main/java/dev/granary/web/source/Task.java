package dev.granary.web.source;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.web.bridge.Aborted;
import dev.granary.web.bridge.Awaited;
import dev.granary.web.bridge.JsFailure;
import dev.granary.web.bridge.Promises;
import dev.granary.web.dom.Promise;
import org.teavm.jso.JSObject;

/** One call of one operation, which its caller can abort and see the progress of. */
public final class Task implements Cancel {
  /** Why it has to end, or null. */
  private RuntimeException ended;

  /** What the source is being waited for with. */
  private Awaited waiting;

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

  /** Waits for a source. When it fails that is an error of ours whose cause is the very failure. */
  JSObject await(Promise promise) {
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

  static GranaryException failed(RuntimeException failure) {
    JsFailure thrown = JsFailure.of(failure);
    return new GranaryException(
        Code.NETWORK, "The source failed before its end: " + thrown.getMessage(), thrown);
  }
}
