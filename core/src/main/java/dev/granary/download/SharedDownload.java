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
 * Downloads one file for all callers that wait for the file. Each caller has its own progress
 * listener, and may give up alone. The download ends early when its last caller gives up, or when
 * it is stopped.
 */
final class SharedDownload {
  private final Scheduler scheduler;
  private final String key;

  /** Null for a download that continues from its journal alone. */
  private final Download wanted;

  private final ServerAccess access;
  private final Task task;
  private final List<Waiter> waiters = new ArrayList<>();

  /** The latches of work that waits for the end of the download and not for its file. */
  private final List<Latch> watchers = new ArrayList<>();

  /** The progress that was last reported, or null. */
  private FileProgress latest;

  /** Whether this download has its turn at the key and has reported progress of its own. */
  private boolean working;

  /** Whether the download ends: it was stopped, its last caller gave up, or it is over. */
  private boolean ending;

  /** How the download was stopped, or null. */
  private Reason stopped;

  /** The name of the question that stopped the download, or null. */
  private String stoppedFor;

  private boolean over;
  private OpenFile stored;
  private Throwable failure;

  /**
   * Waits for the file on behalf of one caller.
   *
   * @param quiet whether the caller reports the progress itself, as a part of a larger download
   */
  private record Waiter(FileProgress.Listener own, boolean quiet, Latch end) {}

  SharedDownload(Scheduler scheduler, String key, Download wanted, ServerAccess access) {
    this.scheduler = scheduler;
    this.key = key;
    this.wanted = wanted;
    this.access = access;
    task = new Task(scheduler);
  }

  boolean isFor(String other) {
    return key.equals(other);
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
   * Returns whether this download brings the file that a caller wants.
   *
   * @param other what the caller wants; null to continue what is unfinished
   */
  boolean serves(String name, Download other) {
    return isFor(name) && !ending && (other == null || (wanted != null && same(wanted, other)));
  }

  private static boolean same(Download one, Download other) {
    return one.url().equals(other.url())
        && one.revalidate() == other.revalidate()
        && one.spec().size() == other.spec().size()
        && Objects.equals(one.spec().sha256(), other.spec().sha256())
        && Objects.equals(one.spec().gitSha1(), other.spec().gitSha1());
  }

  /**
   * Returns whether a caller may succeed with its own headers or retries where this download
   * failed.
   */
  boolean mayHelp(ServerAccess other, GranaryException failed) {
    return switch (failed.code()) {
      case HTTP, GATED -> !access.headers().equals(other.headers());
      case NETWORK -> access.retries() < other.retries();
      default -> false;
    };
  }

  /**
   * Waits for the file, unless the caller gives up. The last caller that gives up ends the
   * download. May suspend.
   *
   * @param quiet whether the caller reports the progress itself, as a part of a larger download
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

  /** Returns how the download was stopped before its end, or null. */
  Reason stopped() {
    return failure == null ? null : stopped;
  }

  String stoppedFor() {
    return stoppedFor;
  }

  /** Waits until the download is over, with or without its file. May suspend. */
  void await() {
    if (!over) {
      Latch end = scheduler.latch();
      watchers.add(end);
      end.await();
    }
  }

  /**
   * Passes on another session's progress at the key while this download waits for its turn. This
   * download reports the end only when it finds the file itself.
   */
  void passOn(FileProgress progress) {
    if (!working && !progress.done()) {
      tellWaiters(progress);
    }
  }

  /** Returns whether the download has reported progress of its own. */
  boolean isWorking() {
    return working;
  }

  /** Returns whether all callers report the progress themselves. */
  boolean isQuiet() {
    for (Waiter waiter : waiters) {
      if (!waiter.quiet()) {
        return false;
      }
    }
    return true;
  }

  /** Reports progress of this download's own to the callers. Never suspends. */
  void report(FileProgress progress) {
    working = true;
    tellWaiters(progress);
  }

  private void tellWaiters(FileProgress progress) {
    latest = progress;
    for (Waiter waiter : waiters) {
      waiter.own().progress(progress);
    }
  }

  void setFile(OpenFile file) {
    stored = file;
  }

  void setFailure(Throwable reason) {
    failure = reason;
  }

  /** Ends the download, and wakes all that wait for it. Never suspends. */
  void wakeWaiters() {
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
