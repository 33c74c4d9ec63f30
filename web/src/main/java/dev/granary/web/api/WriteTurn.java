package dev.granary.web.api;

import dev.granary.file.WriterElection;
import dev.granary.store.Row;
import dev.granary.web.dom.Promise;
import dev.granary.web.source.Task;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * The turn of one put at its key. Puts of one store stand in a line of their own; where others may
 * write, too, the one whose turn it is waits for the key's lock, or where there are none for the
 * lease. A small put, over before anybody could wait for it, does so only when somebody else is
 * writing.
 */
final class WriteTurn implements WriterElection {
  private final String key;
  private final Task task;

  /** Null where there are no locks. */
  private final OwnerLock owner;

  /** What elects there. */
  private final WriterElection byLife;

  private final JSObject place;

  /** Where it is inside, or null. */
  private SmallPutLimiter crowd;

  private KeyLock lock;

  private WriteTurn(JSObject lines, String key, Task task, OwnerLock owner, WriterElection byLife) {
    this.key = key;
    this.task = task;
    this.owner = owner;
    this.byLife = byLife;
    place = join(lines, key);
  }

  /** Waits for it. */
  static WriteTurn take(
      JSObject lines,
      String key,
      Task task,
      OwnerLock owner,
      WriterElection byLife,
      boolean small) {
    WriteTurn turn = new WriteTurn(lines, key, task, owner, byLife);
    try {
      Promise before = before(turn.place);
      if (before != null) {
        task.awaitTurn(before);
      }
      if (!small) {
        turn.lock();
      }
      return turn;
    } catch (RuntimeException ended) {
      turn.release();
      throw ended;
    }
  }

  /** Waits for a place among the small ones. */
  void enter(SmallPutLimiter small) {
    small.enter(task);
    crowd = small;
  }

  @Override
  public boolean mine(Row writing) {
    // It may take long until somebody else has written.
    leaveCrowd();
    if (owner == null) {
      return byLife.mayTakeOver(writing);
    }
    if (lock != null) {
      return true;
    }
    lock();
    return false;
  }

  private void lock() {
    if (owner != null) {
      lock = owner.turn(key, task);
    }
  }

  private void leaveCrowd() {
    if (crowd != null) {
      crowd.leave();
      crowd = null;
    }
  }

  void release() {
    leaveCrowd();
    if (lock != null) {
      lock.release();
    }
    leave(place);
  }

  /** Lines by their keys. */
  @JSBody(script = "return new Map();")
  static native JSObject lines();

  // Who leaves before its turn makes those behind wait for those before.
  @JSBody(
      params = {"lines", "key"},
      script =
          "var place = { before: lines.get(key) }; var left = new Promise(function(leave) {"
              + " place.leave = function() { if (lines.get(key) === over) lines.delete(key);"
              + " leave(place.before); }; }), over = left; lines.set(key, over); return place;")
  private static native JSObject join(JSObject lines, String key);

  /** What is to be waited for; null at the head of the line. */
  @JSBody(params = "place", script = "return place.before || null;")
  private static native Promise before(JSObject place);

  @JSBody(params = "place", script = "place.leave();")
  private static native void leave(JSObject place);
}
