package dev.granary.web.vector;

import dev.granary.Clock;
import dev.granary.file.ProgressMeter;
import dev.granary.web.dom.Platform;
import dev.granary.web.source.CoreTask;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** Reports to the caller how many bytes of a batch are inserted. */
final class BatchProgress {
  private static final Clock CLOCK = () -> (long) Platform.elapsed();

  /** A function of the caller. */
  @JSFunctor
  private interface OnProgress extends JSObject {
    void progress(JSObject progress);
  }

  private BatchProgress() {}

  static ProgressMeter meter(CoreTask task, long bytes) {
    OnProgress own = (OnProgress) task.getOnProgress();
    return new ProgressMeter(
        CLOCK,
        bytes,
        (loaded, total, speed, done) -> {
          if (own != null) {
            JSObject progress = progress(done, loaded, total, speed);
            Platform.soon(() -> own.progress(progress));
          }
        });
  }

  @JSBody(
      params = {"done", "loaded", "total", "speed"},
      script =
          "var progress = { key: '', phase: done ? 'done' : 'download', loaded: loaded,"
              + " total: total, bytesPerSecond: speed };"
              + " if (speed > 0) progress.secondsLeft = Math.ceil((total - loaded) / speed);"
              + " return progress;")
  private static native JSObject progress(boolean done, double loaded, double total, double speed);
}
