package dev.granary.web.bridge;

import dev.granary.Latch;
import dev.granary.Scheduler;
import dev.granary.web.dom.Platform;
import org.teavm.jso.JSObject;

/** Runs the core's work in coroutines, and the core's timers on the platform's timers. */
public final class CoroutineScheduler implements Scheduler {
  public static final Scheduler INSTANCE = new CoroutineScheduler();

  private CoroutineScheduler() {}

  @Override
  public void fork(Work work) {
    Calls.fork(work);
  }

  @Override
  public Latch latch() {
    return new Awaited();
  }

  @Override
  public void after(long milliseconds, Runnable callback) {
    if (milliseconds == 0) {
      Yielding.soon(callback::run);
    } else {
      Platform.after(callback::run, (int) milliseconds);
    }
  }

  @Override
  public Timer sometime(long milliseconds, Runnable callback) {
    JSObject timer = Platform.sometime(callback::run, (int) milliseconds);
    return () -> Platform.forget(timer);
  }
}
