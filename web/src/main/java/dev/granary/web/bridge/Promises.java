package dev.granary.web.bridge;

import dev.granary.web.dom.Platform;
import dev.granary.web.dom.Promise;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** Promises of the platform, as Java waits for them. */
public final class Promises {
  private Promises() {}

  /** A promise's outcome; a rejection becomes a {@link JsFailure}, which TeaVM's own loses. */
  public static Awaited of(Promise promise) {
    Awaited outcome = new Awaited();
    promise.then(outcome::complete, reason -> outcome.fail(new JsFailure(reason)));
    return outcome;
  }

  /** Waits for it. */
  public static JSObject await(Promise promise) {
    return of(promise).join();
  }

  /** Lets a promise be, however it ends. */
  @JSBody(
      params = "promise",
      script = "if (promise && promise.then) promise.then(undefined, function() {});")
  public static native void ignore(JSObject promise);

  /** Waits for some time, in which the platform can do something else. */
  public static void pause(int milliseconds) {
    Deferred<Void> over = new Deferred<>();
    Platform.after(() -> over.complete(null), milliseconds);
    over.join();
  }
}
