package dev.granary.web.source;

import dev.granary.Task;
import dev.granary.web.bridge.Aborted;
import dev.granary.web.bridge.CoroutineScheduler;
import dev.granary.web.dom.Listener;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/**
 * A task as JavaScript holds it. It is a plain object, because TeaVM cannot follow a Java object
 * that has passed through JavaScript.
 */
public interface CoreTask extends JSObject {
  /** A function, or null. */
  @JSProperty
  JSObject getOnProgress();

  @JSProperty("aborted")
  boolean isAborted();

  @JSProperty
  JSObject getReason();

  @JSProperty
  void setListener(Listener listener);

  /** Follows the task that JavaScript holds; its abort is the caller's own reason. */
  static Task follow(CoreTask held) {
    Task task = new Task(CoroutineScheduler.INSTANCE);
    held.setListener(() -> task.end(new Aborted(held.getReason())));
    if (held.isAborted()) {
      task.end(new Aborted(held.getReason()));
    }
    return task;
  }

  /** Makes a task. */
  final class Maker {
    private Maker() {}

    @JSBody(
        params = "onProgress",
        script =
            "return { onProgress: onProgress, aborted: false, reason: null, listener: null,"
                + " abort: function(reason) { if (this.aborted) return;"
                + " this.aborted = true; this.reason = reason;"
                + " if (this.listener) this.listener(); } };")
    public static native CoreTask make(JSObject onProgress);
  }
}
