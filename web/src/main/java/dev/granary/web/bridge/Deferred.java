package dev.granary.web.bridge;

import dev.granary.Pending;
import dev.granary.web.dom.Listener;
import dev.granary.web.dom.Platform;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/**
 * Something that a callback will settle and one coroutine waits for.
 *
 * <p>To settle is all that a callback of the platform may do: a callback that suspends would
 * destroy the coroutine it interrupts.
 */
public final class Deferred<T> implements Pending<T> {
  private boolean settled;
  private T value;
  private RuntimeException failure;
  private Waiter waiter;

  private interface Waiter {
    void wake();
  }

  /** Settles it; only the first settling counts. */
  public void complete(T result) {
    if (!settled) {
      settled = true;
      value = result;
      wake();
    }
  }

  /** Settles it with a failure; only the first settling counts. */
  public void fail(RuntimeException reason) {
    if (!settled) {
      settled = true;
      failure = reason;
      wake();
    }
  }

  public boolean settled() {
    return settled;
  }

  private void wake() {
    if (waiter != null) {
      waiter.wake();
    }
  }

  @Override
  public T join() {
    if (!settled) {
      park(this);
    }
    if (failure != null) {
      throw failure;
    }
    return value;
  }

  /** Begins to wait, and goes on when the listener is called. */
  @JSFunctor
  private interface Start extends JSObject {
    void with(Listener resume);
  }

  // Woken in a microtask, because a coroutine must not be resumed while another one runs.
  private static void park(Deferred<?> deferred) {
    suspend(resume -> deferred.waiter = () -> Platform.soon(resume));
  }

  @JSBody(params = "start", script = "granarySuspend(start);")
  private static native void suspend(Start start);
}
