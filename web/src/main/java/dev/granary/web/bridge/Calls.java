package dev.granary.web.bridge;

import dev.granary.Scheduler;
import dev.granary.web.dom.Promise;
import dev.granary.web.dom.Settled;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/**
 * Runs calls from JavaScript that may suspend. Each call runs in a coroutine of its own and returns
 * a promise.
 *
 * <p>The build makes a generator of each method that may suspend ({@code
 * web/tools/generators.mjs}). {@link #fork} is the one place where JavaScript starts such a
 * generator; the build refuses others.
 */
public final class Calls {
  private Calls() {}

  /** Does the work of a call. May suspend. */
  public interface Body {
    JSObject run();
  }

  @JSFunctor
  private interface Executor extends JSObject {
    void execute(Settled fulfil, Settled reject);
  }

  @JSBody(params = "executor", script = "return new Promise(executor);")
  private static native Promise promise(Executor executor);

  /** Runs a body soon. {@link Failures} makes a rejection of every failure. */
  public static Promise async(Body body) {
    return promise(
        (fulfil, reject) ->
            fork(
                () -> {
                  JSObject result;
                  try {
                    result = body.run();
                  } catch (Throwable failure) {
                    reject.with(Failures.toJs(failure));
                    return;
                  }
                  fulfil.with(result);
                }));
  }

  /** Runs work soon; no caller waits for it. */
  public static void fork(Scheduler.Work work) {
    Start.soon(() -> begin(work));
  }

  private static void begin(Scheduler.Work work) {
    work.work();
  }
}
