package dev.granary.web.digest;

import dev.granary.Pending;
import dev.granary.digest.Digests.RunningDigest;
import dev.granary.digest.Sha256;
import dev.granary.web.bridge.Deferred;
import java.util.ArrayDeque;

/**
 * A running digest whose updates go to the digest worker one after the other; those that the worker
 * does not finish are computed here when they are joined.
 */
final class WebRunningDigest implements RunningDigest {
  private final DigestWorkerClient thread;
  private final DigestKernels kernels;

  /** The state behind the last update that is known: that the worker did, or that was joined. */
  private byte[] state;

  /** The updates that were begun; the first one is with the worker. */
  private final ArrayDeque<Update> begun = new ArrayDeque<>();

  private static final class Update {
    private final byte[] bytes;
    private final int length;

    /** The state behind it; null when the worker could not tell. */
    private final Deferred<byte[]> after = new Deferred<>();

    Update(byte[] bytes, int length) {
      this.bytes = bytes;
      this.length = length;
    }
  }

  WebRunningDigest(DigestWorkerClient thread, DigestKernels kernels, byte[] state) {
    this.thread = thread;
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
        // Nobody has gone on since, and updates are joined in the order they were begun: the state
        // is the one before this.
        after = Slices.update(kernels, state, bytes, length);
        state = after;
      }
      return after;
    };
  }

  private void post(byte[] before) {
    Update update = begun.peek();
    if (thread == null) {
      settle(update, null);
    } else {
      thread.update(before, update.bytes, update.length, after -> settle(update, after));
    }
  }

  private void settle(Update update, byte[] after) {
    begun.poll();
    update.after.complete(after);
    if (after == null) {
      // Nobody knows the state that the next one begins with before this one has been joined.
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
