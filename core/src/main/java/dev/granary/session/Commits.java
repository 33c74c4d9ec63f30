package dev.granary.session;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Pending;
import dev.granary.space.Reclaim;
import dev.granary.space.SpacePort;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.NewChunk;
import dev.granary.store.Outcome;
import dev.granary.store.Outcome.Result;
import dev.granary.store.Store;
import dev.granary.store.Table;
import dev.granary.store.Totals;

/**
 * Commits batches as every caller wants it: when there is no room, some is made and the batch tried
 * again; a failure is an exception. What is left is an outcome that was committed, or refused
 * because a requirement did not hold.
 */
public final class Commits {
  /** How often others may take the room that was made. */
  private static final int TRIES = 100;

  private final Store store;
  private final Reclaim reclaim;
  private final SpacePort room;

  Commits(Store store, Reclaim reclaim, SpacePort room) {
    this.store = store;
    this.reclaim = reclaim;
    this.room = room;
  }

  /**
   * Commits a batch that is about a key.
   *
   * @param rest the bytes that its file has still to store, as far as that is known, or zero
   */
  public Outcome commit(Batch batch, String key, long rest) {
    return begin(batch, key, rest).join();
  }

  /** Starts to; room is made, if it must be, while the pending is joined. */
  public Pending<Outcome> begin(Batch batch, String key, long rest) {
    Pending<Outcome> first = store.begin(batch);
    return () -> settle(first.join(), batch, key, rest);
  }

  private Outcome settle(Outcome first, Batch batch, String key, long rest) {
    Outcome outcome = first;
    if (outcome.result() == Result.QUOTA) {
      if (!batch.deletesOnly()) {
        outcome = squeezeIn(outcome, batch, key, rest);
      } else {
        outcome = store.commit(batch);
      }
    }
    return switch (outcome.result()) {
      case COMMITTED, REFUSED -> outcome;
      case QUOTA -> throw full(outcome, batch, key, rest);
      case FAILED ->
          throw new GranaryException(
                  Code.FAILED,
                  "The store could not write \"" + key + "\"; see the cause.",
                  outcome.cause())
              .with("key", key)
              .with("step", batch.step().label());
    };
  }

  /**
   * Makes room and commits. One writer does that after the other: all at once they would choose the
   * same things to go. Whoever else writes may still take the room; within a budget more is made
   * then, but a disk that is full all the same is not worth all that is kept.
   */
  private Outcome squeezeIn(Outcome first, Batch batch, String key, long rest) {
    room.enter();
    try {
      Outcome outcome = first;
      boolean again = true;
      for (int i = 0; i < TRIES && again && outcome.result() == Result.QUOTA; i++) {
        boolean budget = outcome.cause() == null && batch.budget() != Batch.UNLIMITED;
        again = makeRoom(budget, batch, key, rest) && budget;
        outcome = store.commit(batch);
      }
      return outcome;
    } finally {
      room.leave();
    }
  }

  /**
   * Makes room. What is missing in the budget is known exactly, so nothing is evicted that would
   * not help; of a disk it is not, so as much goes as the batch takes.
   *
   * @return whether there is more than before
   */
  private boolean makeRoom(boolean budget, Batch batch, String key, long rest) {
    long coming = coming(batch);
    long over = coming - left(batch);
    if (over > 0) {
      return reclaim.free(over, over + Math.max(0, rest - coming), key) > 0;
    }
    // Even a batch without bytes takes some room, so at least something has to go. But within a
    // budget somebody else has made room since.
    return budget || reclaim.free(Math.max(1, coming), key) > 0;
  }

  /**
   * QUOTA when a file clearly cannot fit, whatever goes for it: so nothing of it is brought in
   * vain.
   *
   * @param missing the bytes that are still to come
   */
  public void expectRoom(String key, long missing, long budget) {
    Totals totals = store.read(Keys.none().totals()).totals();
    SpacePort.Figures space = room.ask();
    long free = Math.min(budget - totals.storedBytes(), space.available());
    if (missing > free) {
      long loose = totals.garbageBytes() + totals.bytes(Table.JOURNALS);
      if (missing - free > loose + reclaim.evictable(key)) {
        throw full(null, key, missing, Math.max(0, free), space);
      }
    }
  }

  private GranaryException full(Outcome outcome, Batch batch, String key, long rest) {
    long coming = coming(batch);
    long left = left(batch);
    SpacePort.Figures space = room.ask();
    long free = Math.max(0, Math.min(left, space.available()));
    // Whatever was estimated: there was no room for this batch.
    long available = left < coming ? free : Math.min(free, coming);
    return full(outcome.cause(), key, Math.max(rest, coming), available, space);
  }

  private GranaryException full(
      Throwable cause, String key, long needed, long available, SpacePort.Figures space) {
    String figures =
        needed > 0 ? ": " + needed + " bytes are still to come, " + available + " are free." : ".";
    String message = "There is no room for \"" + key + "\"" + figures;
    return new GranaryException(Code.QUOTA, message, cause)
        .with("key", key)
        .with("needed", needed)
        .with("available", available)
        .with("evictable", reclaim.evictable(key))
        .with("persisted", space.persisted());
  }

  private static long coming(Batch batch) {
    long sum = 0;
    for (NewChunk chunk : batch.chunks()) {
      sum += chunk.storedSize();
    }
    return sum;
  }

  /** What may still be stored within the batch's budget; negative when that is passed already. */
  private long left(Batch batch) {
    return batch.budget() == Batch.UNLIMITED
        ? Batch.UNLIMITED
        : batch.budget() - store.read(Keys.none().totals()).totals().storedBytes();
  }
}
