package dev.granary.web.bridge;

import dev.granary.Latch;
import org.teavm.jso.JSObject;

/**
 * Holds a JavaScript object that a callback supplies later, as a {@link Deferred} does. This class
 * has no type parameter: with one, TeaVM would wrap every value and add the code for that to the
 * program.
 */
public final class Awaited implements Latch {
  private final Deferred<Void> done = new Deferred<>();
  private JSObject value;

  /** Settles with a value; only the first settling counts. */
  public void complete(JSObject result) {
    if (!done.settled()) {
      value = result;
      done.complete(null);
    }
  }

  @Override
  public void settle() {
    complete(null);
  }

  /** Settles with a failure; only the first settling counts. */
  @Override
  public void fail(RuntimeException reason) {
    done.fail(reason);
  }

  public boolean settled() {
    return done.settled();
  }

  @Override
  public void await() {
    done.join();
  }

  /** Waits for the value. */
  public JSObject join() {
    done.join();
    return value;
  }
}
