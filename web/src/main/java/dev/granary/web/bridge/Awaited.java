package dev.granary.web.bridge;

import org.teavm.jso.JSObject;

/**
 * A {@link Deferred} whose value is JavaScript's own. Without a type parameter: behind one TeaVM
 * wraps every such value, and brings the machinery for that along.
 */
public final class Awaited {
  private final Deferred<Void> done = new Deferred<>();
  private JSObject value;

  /** Settles it; only the first settling counts. */
  public void complete(JSObject result) {
    if (!done.settled()) {
      value = result;
      done.complete(null);
    }
  }

  /** Settles it with a failure; only the first settling counts. */
  public void fail(RuntimeException reason) {
    done.fail(reason);
  }

  public boolean settled() {
    return done.settled();
  }

  /** Waits for it. */
  public JSObject join() {
    done.join();
    return value;
  }
}
