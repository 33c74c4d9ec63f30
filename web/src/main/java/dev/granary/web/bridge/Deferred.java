package dev.granary.web.bridge;

import dev.granary.Pending;
import dev.granary.web.dom.Platform;
import org.teavm.interop.Async;
import org.teavm.interop.AsyncCallback;

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

  @Async
  private static native void park(Deferred<?> deferred);

  // Woken in a microtask, because a coroutine must not be resumed while another one runs: that
  // throws in the runtime, or hangs.
  private static void park(Deferred<?> deferred, AsyncCallback<Void> callback) {
    deferred.waiter = () -> Platform.soon(() -> callback.complete(null));
  }
}
