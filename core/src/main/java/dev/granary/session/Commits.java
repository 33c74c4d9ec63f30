package dev.granary.session;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Pending;
import dev.granary.space.ItemKind;
import dev.granary.space.Reclaim;
import dev.granary.space.SpacePort;
import dev.granary.space.SpaceQueue;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.NewChunk;
import dev.granary.store.Outcome;
import dev.granary.store.Outcome.Result;
import dev.granary.store.Store;
import dev.granary.store.Table;
import dev.granary.store.Totals;

/**
 * Commits batches. When there is no room, this class makes room and tries again. A failure becomes
 * an exception. So a caller gets one of two outcomes: committed, or refused because a requirement
 * did not hold.
 */
public final class Commits {
  /** Bounds the tries when other writers take the freed room. */
  private static final int TRIES = 100;

  private final Store store;
  private final Reclaim reclaim;
  private final SpacePort room;
  private final SpaceQueue queue;

  Commits(Store store, Reclaim reclaim, SpacePort room, SpaceQueue queue) {
    this.store = store;
    this.reclaim = reclaim;
    this.room = room;
    this.queue = queue;
  }

  /**
   * Commits a batch for a key.
   *
   * @param rest the bytes of the file that are still to be stored, or zero when that is not known
   */
  public Outcome commit(Batch batch, String key, long rest) {
    return begin(batch, key, rest).join();
  }

  /** Starts a commit. Room is made, if necessary, while the pending is joined. */
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
                  "The store could not write \"" + ItemKind.shown(key) + "\"; see the cause.",
                  outcome.cause())
              .with("key", ItemKind.shown(key))
              .with("step", batch.step().label());
    };
  }

  /**
   * Makes room and commits. Writers of a session do this one after the other, because two at once
   * would choose the same items. Another tab may still take the room. Within a budget, the writer
   * then makes more room. On a full disk it does not, because it could evict everything in vain.
   */
  private Outcome squeezeIn(Outcome first, Batch batch, String key, long rest) {
    queue.enter();
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
      queue.leave();
    }
  }

  /**
   * Makes room. Within a budget, the missing bytes are known exactly, and no item is evicted in
   * vain. On a disk they are not known, so as many bytes are freed as the batch takes.
   *
   * @return whether there is more room than before
   */
  private boolean makeRoom(boolean budget, Batch batch, String key, long rest) {
    long coming = coming(batch);
    long over = coming - left(batch);
    if (over > 0) {
      return reclaim.free(over, over + Math.max(0, rest - coming), key) > 0;
    }
    // Even a batch without bytes takes some room, so at least one item has to be evicted. Within a
    // budget, another writer has made room meanwhile.
    return budget || reclaim.free(Math.max(1, coming), key) > 0;
  }

  /**
   * Throws QUOTA when a file cannot fit even after all possible evictions, so that none of it is
   * downloaded in vain.
   *
   * @param missing the bytes that are still to come
   * @param held the stored bytes that could be freed, but belong to what is being stored
   */
  public void expectRoom(String key, long missing, long held, long budget) {
    Totals totals = store.read(Keys.none().totals()).totals();
    SpacePort.Figures space = room.ask();
    long free = Math.min(budget - totals.storedBytes(), space.available());
    if (missing > free) {
      long loose = totals.garbageBytes() + totals.bytes(Table.JOURNALS);
      if (missing - free > loose + reclaim.evictable(key) - held) {
        long limit = free < space.available() ? budget : Batch.UNLIMITED;
        throw full(null, key, missing, Math.max(0, free), limit, space);
      }
    }
  }

  private GranaryException full(Outcome outcome, Batch batch, String key, long rest) {
    long coming = coming(batch);
    long left = left(batch);
    SpacePort.Figures space = room.ask();
    long free = Math.max(0, Math.min(left, space.available()));
    // There was no room for this batch, even if the platform's estimate says otherwise.
    long available = left < coming ? free : Math.min(free, coming);
    long limit = outcome.cause() == null ? batch.budget() : Batch.UNLIMITED;
    return full(outcome.cause(), key, Math.max(rest, coming), available, limit, space);
  }

  /**
   * Makes the error for a key without room.
   *
   * @param budget the budget that is exhausted, or {@link Batch#UNLIMITED} when the disk is full
   */
  private GranaryException full(
      Throwable cause,
      String item,
      long needed,
      long available,
      long budget,
      SpacePort.Figures space) {
    String key = ItemKind.shown(item);
    String figures =
        needed > 0 ? ": " + needed + " bytes are still to come, " + available + " are free." : ".";
    boolean disk = budget == Batch.UNLIMITED;
    String more = disk ? " Free space on the disk" : " Raise the budget of " + budget + " bytes";
    String message =
        "There is no room for \"" + key + "\"" + figures + more + ", or delete or unpin files.";
    return new GranaryException(Code.QUOTA, message, cause)
        .with("key", key)
        .with("needed", needed)
        .with("available", available)
        .with("evictable", reclaim.evictable(item))
        .with("persisted", space.persisted());
  }

  private static long coming(Batch batch) {
    long sum = 0;
    for (NewChunk chunk : batch.chunks()) {
      sum += chunk.storedSize();
    }
    return sum;
  }

  /**
   * Returns the bytes that are left in the batch's budget; negative when the budget is exceeded.
   */
  private long left(Batch batch) {
    return batch.budget() == Batch.UNLIMITED
        ? Batch.UNLIMITED
        : batch.budget() - store.read(Keys.none().totals()).totals().storedBytes();
  }
}
