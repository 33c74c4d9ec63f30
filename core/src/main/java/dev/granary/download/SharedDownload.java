package dev.granary.download;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.GranaryException.Reason;
import dev.granary.Latch;
import dev.granary.Scheduler;
import dev.granary.Task;
import dev.granary.file.OpenFile;
import dev.granary.session.FileProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One download under way, and the callers that wait for it: each has its own progress listener, and
 * may give up alone. The download ends early when its last caller gives up, or when it is stopped.
 */
final class SharedDownload {
  private final Scheduler scheduler;
  private final String key;

  /** Null for a download that goes on from its journal alone. */
  private final Download wanted;

  private final ServerAccess access;
  private final Task task;
  private final List<Waiter> waiters = new ArrayList<>();

  /** What waits for the end of the download and not for its file. */
  private final List<Latch> watchers = new ArrayList<>();

  /** The last progress that was told, or null. */
  private FileProgress latest;

  /** Whether it is this download's turn at the key, and it has told progress of its own. */
  private boolean working;

  /** Whether it has been told to end. */
  private boolean ending;

  /** How it was stopped, or null. */
  private Reason stopped;

  /** The name of the question that stopped it, or null. */
  private String stoppedFor;

  private boolean over;
  private OpenFile stored;
  private Throwable failure;

  /**
   * One caller.
   *
   * @param quiet whether its progress makes no event, because the caller tells it as part of more
   */
  private record Waiter(FileProgress.Listener own, boolean quiet, Latch end) {}

  SharedDownload(Scheduler scheduler, String key, Download wanted, ServerAccess access) {
    this.scheduler = scheduler;
    this.key = key;
    this.wanted = wanted;
    this.access = access;
    task = new Task(scheduler);
  }

  boolean of(String name) {
    return key.equals(name);
  }

  String key() {
    return key;
  }

  Download wanted() {
    return wanted;
  }

  ServerAccess access() {
    return access;
  }

  Task task() {
    return task;
  }

  /**
   * Whether a caller gets its file here.
   *
   * @param other null for whatever is unfinished
   */
  boolean serves(String name, Download other) {
    return of(name) && !ending && (other == null || (wanted != null && same(wanted, other)));
  }

  private static boolean same(Download one, Download other) {
    return one.url().equals(other.url())
        && one.revalidate() == other.revalidate()
        && one.spec().size() == other.spec().size()
        && Objects.equals(one.spec().sha256(), other.spec().sha256())
        && Objects.equals(one.spec().gitSha1(), other.spec().gitSha1());
  }

  /** Whether a caller that was refused here may get in, or through, with access of its own. */
  boolean mayHelp(ServerAccess other, GranaryException why) {
    return switch (why.code()) {
      case HTTP, GATED -> !access.headers().equals(other.headers());
      case NETWORK -> access.retries() < other.retries();
      default -> false;
    };
  }

  /**
   * Waits for the file, unless the caller gives up. The last caller that gives up ends the
   * download. May suspend.
   *
   * @param quiet whether its progress makes no event, because the caller tells it as part of more
   */
  OpenFile share(Task caller, FileProgress.Listener own, boolean quiet) {
    Waiter waiter = new Waiter(own, quiet, scheduler.latch());
    waiters.add(waiter);
    if (latest != null) {
      own.progress(latest);
    }
    try {
      if (!over) {
        caller.await(waiter.end());
      }
    } catch (RuntimeException aborted) {
      waiters.remove(waiter);
      if (waiters.isEmpty()) {
        end(aborted);
        await();
      }
      throw aborted;
    }
    if (failure instanceof RuntimeException known) {
      throw known;
    }
    if (failure instanceof Error severe) {
      throw severe;
    }
    return stored;
  }

  /**
   * Stops the download for all its callers. Never suspends.
   *
   * @param question the name of the question that its end will answer
   */
  void stop(Reason how, String question) {
    if (!ending) {
      stopped = how;
      stoppedFor = question;
      String message = "The download of \"" + key + "\" was " + how.detail() + ".";
      end(new GranaryException(Code.CONFLICT, message).with("key", key).because(how));
    }
  }

  private void end(RuntimeException reason) {
    ending = true;
    task.end(reason);
  }

  /** How the download was stopped before its end, or null. */
  Reason stopped() {
    return failure == null ? null : stopped;
  }

  String stoppedFor() {
    return stoppedFor;
  }

  /** Waits until the download is over, however it ends. May suspend. */
  void await() {
    if (!over) {
      Latch end = scheduler.latch();
      watchers.add(end);
      end.await();
    }
  }

  /**
   * Passes on how far another session is with the key, while this download waits for its turn. The
   * end is told here only when it is seen here.
   */
  void elsewhere(FileProgress progress) {
    if (!working && !progress.done()) {
      tell(progress);
    }
  }

  /** Whether the download has told progress of its own. */
  boolean isWorking() {
    return working;
  }

  /** Whether all callers tell the progress themselves. */
  boolean isQuiet() {
    for (Waiter waiter : waiters) {
      if (!waiter.quiet()) {
        return false;
      }
    }
    return true;
  }

  /** Tells the callers how far this download is itself. Never suspends. */
  void told(FileProgress progress) {
    working = true;
    tell(progress);
  }

  private void tell(FileProgress progress) {
    latest = progress;
    for (Waiter waiter : waiters) {
      waiter.own().progress(progress);
    }
  }

  void succeeds(OpenFile file) {
    stored = file;
  }

  void fails(Throwable reason) {
    failure = reason;
  }

  /** Lets all go on that wait. Never suspends. */
  void ends() {
    over = true;
    ending = true;
    for (Waiter waiter : waiters) {
      waiter.end().settle();
    }
    for (Latch watcher : watchers) {
      watcher.settle();
    }
  }
}
