package dev.granary.web.bridge;

import dev.granary.Pending;
import dev.granary.web.dom.Listener;
import dev.granary.web.dom.Platform;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/**
 * Holds a value that a callback supplies later and that one coroutine waits for.
 *
 * <p>A callback of the platform may settle a deferred. A callback must not suspend, because the
 * platform cannot wait for a callback. The build refuses a callback that may suspend.
 */
public final class Deferred<T> implements Pending<T> {
  private boolean settled;
  private T value;
  private RuntimeException failure;
  private Waiter waiter;

  private interface Waiter {
    void wake();
  }

  /** Settles the deferred with a value; only the first settling counts. */
  public void complete(T result) {
    if (!settled) {
      settled = true;
      value = result;
      wake();
    }
  }

  /** Settles the deferred with a failure; only the first settling counts. */
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

  /** Receives the listener that resumes the coroutine. */
  @JSFunctor
  private interface Start extends JSObject {
    void with(Listener resume);
  }

  // The coroutine resumes in a microtask, because it must not run inside another coroutine.
  private static void park(Deferred<?> deferred) {
    suspend(resume -> deferred.waiter = () -> Platform.soon(resume));
  }

  /** Marks the place where a coroutine suspends. The build puts a {@code yield} there. */
  @JSBody(params = "start", script = "granarySuspend(start);")
  private static native void suspend(Start start);
}
