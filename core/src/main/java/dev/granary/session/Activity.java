package dev.granary.session;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Scheduler;
import dev.granary.Task;
import dev.granary.space.FillWatch;

/**
 * Holds what goes on in an open session: its tasks, its housekeeping, the watch over its space, and
 * whether the session is closed.
 */
public final class Activity {
  private final Session session;
  private final Housekeeping housekeeping;
  private final FillWatch fillWatch;
  private final RunningTasks running;
  private boolean closed;

  /** Whether the connection is gone. */
  private boolean failed;

  public Activity(Session session, Scheduler scheduler) {
    this.session = session;
    housekeeping = new Housekeeping(session, scheduler);
    fillWatch = session.fillWatch();
    running = new RunningTasks(scheduler);
  }

  /** Throws CLOSED when the session has been closed. */
  public void expectOpen() {
    if (closed) {
      throw closed();
    }
  }

  /** Makes the error of a call after the session was closed. */
  public static GranaryException closed() {
    return new GranaryException(Code.CLOSED, "This granary has been closed. Open it again.")
        .with("reason", "closed");
  }

  /** Begins a task. */
  public void begin(Task task) {
    running.begin(task);
  }

  /**
   * Ends a task that may leave garbage: the chunks of an overwritten file, or of a failed write.
   */
  public void end(Task task) {
    running.end(task);
    housekeeping.garbage();
    fillWatch.filling();
  }

  /** Ends a task that leaves no garbage. Never suspends. */
  public void endWithoutGarbage(Task task) {
    running.end(task);
  }

  /** Notes that there may be new garbage. */
  public void garbage() {
    housekeeping.garbage();
  }

  /** Notes that a file was opened. Never suspends. */
  public void used() {
    housekeeping.used();
  }

  /** Begins to write the times of last use, because the program may end soon. Never suspends. */
  public void writeAccessesSoon() {
    housekeeping.writeSoon();
  }

  /** Notes that more bytes are stored now. Never suspends. */
  public void filling() {
    fillWatch.filling();
  }

  /**
   * Closes the session: ends its tasks, waits for them, and writes the times of last use. May
   * suspend.
   *
   * @return false when the session was closed before, or when its connection is gone
   */
  public boolean close() {
    boolean first = !closed && !failed;
    closed = true;
    if (!first) {
      return false;
    }
    running.fail(closed());
    running.join();
    try {
      session.accessLog().flush();
    } catch (RuntimeException lost) {
      // The connection is gone. Only times of last use are lost.
    }
    housekeeping.end();
    return true;
  }

  /** Ends all work over a connection that is gone. Never suspends. */
  public void fail(RuntimeException why) {
    failed = true;
    running.fail(why);
    housekeeping.end();
  }
}
