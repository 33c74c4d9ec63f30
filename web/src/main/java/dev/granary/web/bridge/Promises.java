package dev.granary.web.bridge;

import dev.granary.web.dom.Platform;
import dev.granary.web.dom.Promise;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** Lets Java wait for promises of the platform. */
public final class Promises {
  private Promises() {}

  /**
   * Observes a promise. A rejection becomes a {@link JsFailure}; TeaVM's own promises would lose
   * its value.
   */
  public static Awaited of(Promise promise) {
    Awaited outcome = new Awaited();
    settle(outcome, promise);
    return outcome;
  }

  /** Settles an outcome as the promise is settled. */
  public static void settle(Awaited outcome, Promise promise) {
    promise.then(outcome::complete, reason -> outcome.fail(new JsFailure(reason)));
  }

  /** Waits for a promise. */
  public static JSObject await(Promise promise) {
    return of(promise).join();
  }

  /** Ignores the outcome of a promise. */
  @JSBody(
      params = "promise",
      script = "if (promise && promise.then) promise.then(undefined, function() {});")
  public static native void ignore(JSObject promise);

  /** Waits for some time, so that the platform can do other work. */
  public static void pause(int milliseconds) {
    Deferred<Void> over = new Deferred<>();
    Platform.after(() -> over.complete(null), milliseconds);
    over.join();
  }
}
