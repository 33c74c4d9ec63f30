package dev.granary.file;

import dev.granary.Scheduler;
import dev.granary.Task;
import dev.granary.space.Owners;

/**
 * Gives the writers of a session their turns at a key. Writers of one session stand in a line of
 * their own; where other sessions may write too, the first in line waits for the key's lock, or
 * where there are no locks for the lease of the other writer.
 */
public final class WriteTurns {
  /** Between two looks at the journal of another writer, in milliseconds. */
  static final int PAUSE = 100;

  private final KeyQueue queue;
  private final SmallPutLimiter limiter;

  /** Null where there are no locks. */
  private final KeyLocks locks;

  private final Owners owners;

  /**
   * @param locks what elects a writer among all sessions, or null
   * @param owners which writers live, where there are no locks
   */
  public WriteTurns(Scheduler scheduler, KeyLocks locks, Owners owners) {
    this.locks = locks;
    this.owners = owners;
    queue = new KeyQueue(scheduler);
    limiter = new SmallPutLimiter(scheduler);
  }

  /** Elects writers of a task that stand in no line. */
  public WriterElection election(Task task) {
    return locks == null
        ? WriterElection.byLife(owners, () -> task.pass(PAUSE))
        : WriterElection.AT_ONCE;
  }

  /** Waits for a key's lock without a place in the line; null where there are no locks. */
  public KeyLocks.Held lock(String key, Task task) {
    return locks == null ? null : locks.take(key, task);
  }

  /**
   * Waits for the turn of one writer; the turn must be released. May suspend.
   *
   * @param small whether the write is over before another session could wait for it: then it takes
   *     the lock only when another session is writing
   */
  public WriteTurn take(String key, Task task, boolean small) {
    WriteTurn turn = new WriteTurn(this, queue, limiter, key, task);
    try {
      turn.await(!small);
      return turn;
    } catch (RuntimeException ended) {
      turn.release();
      throw ended;
    }
  }
}
