package dev.granary.web.digest;

import dev.granary.Pending;
import dev.granary.digest.Digests.RunningDigest;
import dev.granary.digest.Sha256;
import dev.granary.web.bridge.Deferred;
import java.util.ArrayDeque;

/**
 * A running digest. Its updates go to the digest worker one after the other; the joining caller
 * computes those that the worker does not finish.
 */
final class WebRunningDigest implements RunningDigest {
  private final DigestWorkerClient worker;
  private final DigestKernels kernels;

  /** The state after the last known update, which the worker finished or a caller joined. */
  private byte[] state;

  /** The updates that have begun; the first one is with the worker. */
  private final ArrayDeque<Update> begun = new ArrayDeque<>();

  private static final class Update {
    private final byte[] bytes;
    private final int length;

    /** The state after this update; null when the worker did not compute it. */
    private final Deferred<byte[]> after = new Deferred<>();

    Update(byte[] bytes, int length) {
      this.bytes = bytes;
      this.length = length;
    }
  }

  WebRunningDigest(DigestWorkerClient worker, DigestKernels kernels, byte[] state) {
    this.worker = worker;
    this.kernels = kernels;
    this.state = state;
  }

  @Override
  public Pending<byte[]> update(byte[] bytes, int length) {
    Update update = new Update(bytes, length);
    begun.add(update);
    if (begun.size() == 1) {
      post(state);
    }
    return () -> {
      byte[] after = update.after.join();
      if (after == null) {
        // No later update was computed, and callers join updates in the order they began: so the
        // state is the one before this update.
        after = Slices.update(kernels, state, bytes, length);
        state = after;
      }
      return after;
    };
  }

  private void post(byte[] before) {
    Update update = begun.peek();
    if (worker == null) {
      settle(update, null);
    } else {
      worker.update(before, update.bytes, update.length, after -> settle(update, after));
    }
  }

  private void settle(Update update, byte[] after) {
    begun.poll();
    update.after.complete(after);
    if (after == null) {
      // The next update needs the state after this one, which is unknown until a caller joins this
      // one.
      while (!begun.isEmpty()) {
        begun.poll().after.complete(null);
      }
    } else {
      state = after;
      if (!begun.isEmpty()) {
        post(after);
      }
    }
  }

  @Override
  public Pending<byte[]> digest() {
    return Pending.ready(Sha256.restore(state).digest());
  }
}
