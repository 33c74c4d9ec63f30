package dev.granary.file;

import dev.granary.Scheduler;
import dev.granary.Task;
import dev.granary.space.Owners;

/**
 * Gives the writers of a session their turns at a key. The writers of one session stand in a line.
 * Where other sessions may write too, the first writer in line waits for the key's lock. Where
 * there are no locks, it waits for the end of the other writer's lease.
 */
public final class WriteTurns {
  /** Separates two looks at another writer's journal, in milliseconds. */
  static final int PAUSE = 100;

  private final KeyQueue queue;
  private final SmallPutLimiter limiter;

  /** Null where there are no locks. */
  private final KeyLocks locks;

  private final Owners owners;

  /**
   * @param locks elects a writer among all sessions, or null where there are no locks
   * @param owners finds out which writers live, where there are no locks
   */
  public WriteTurns(Scheduler scheduler, KeyLocks locks, Owners owners) {
    this.locks = locks;
    this.owners = owners;
    queue = new KeyQueue(scheduler);
    limiter = new SmallPutLimiter(scheduler);
  }

  /** Returns the election for the writers of a task that stand in no line. */
  public WriterElection election(Task task) {
    return locks == null
        ? WriterElection.byLife(owners, () -> task.pass(PAUSE))
        : WriterElection.AT_ONCE;
  }

  /** Waits for a key's lock without a place in the line; returns null where there are no locks. */
  public KeyLocks.Held lock(String key, Task task) {
    return locks == null ? null : locks.take(key, task);
  }

  /**
   * Waits for the turn of one writer; the turn must be released. May suspend.
   *
   * @param small whether the write ends before another session could wait for it: then the writer
   *     takes the lock only when another session is writing the key
   */
  public WriteTurn take(String key, Task task, boolean small) {
    WriteTurn turn = new WriteTurn(this, queue, limiter, key, task);
    try {
      turn.await(!small);
      return turn;
    } catch (RuntimeException failure) {
      turn.release();
      throw failure;
    }
  }
}
