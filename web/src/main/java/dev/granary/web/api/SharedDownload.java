package dev.granary.web.api;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.download.Download;
import dev.granary.file.OpenFile;
import dev.granary.http.Http;
import dev.granary.web.bridge.Awaited;
import dev.granary.web.source.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.teavm.jso.JSObject;

/**
 * One download that is under way here, and all who wait for it: each with its own progress, and its
 * own way to lose interest. It ends early when nobody waits any more, or when somebody stops it.
 */
final class SharedDownload {
  private final String key;

  /** Null for one that goes on from its journal alone. */
  private final Download wanted;

  private final Way way;

  private final Task task = new Task();
  private final List<Waiter> waiters = new ArrayList<>();

  /** Those who only want to know that it is over. */
  private final List<Awaited> watchers = new ArrayList<>();

  private JSObject latest;

  /** Whether it is its turn, and it has begun. */
  private boolean working;

  /** Whether it has been told to end. */
  private boolean ending;

  /** How it was stopped: what the details of the error call that; null when it was not. */
  private String stopped;

  private String stoppedFor;

  private boolean over;
  private OpenFile stored;
  private Throwable failure;

  /**
   * How its server is asked.
   *
   * @param fetch the caller's own, or null
   */
  record Way(JSObject fetch, List<Http.Header> headers, int retries) {}

  /**
   * Who waits.
   *
   * @param quiet whether its progress makes no event, because he tells it as part of more
   */
  private record Waiter(Events.OnProgress own, boolean quiet, Awaited end) {}

  SharedDownload(String key, Download wanted, Way way) {
    this.key = key;
    this.wanted = wanted;
    this.way = way;
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

  Way way() {
    return way;
  }

  boolean asksWith(Way other) {
    return way.headers().equals(other.headers());
  }

  Task task() {
    return task;
  }

  /** Whether who wants this gets it here; null for whatever is unfinished. */
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

  /**
   * Waits for it, unless the caller loses interest. The last one to lose it ends the download.
   *
   * @param quiet whether its progress makes no event, because the caller tells it as part of more
   */
  OpenFile share(Task caller, Events.OnProgress own, boolean quiet) {
    Waiter waiter = new Waiter(own, quiet, new Awaited());
    waiters.add(waiter);
    if (latest != null) {
      Events.tell(own, latest);
    }
    try {
      caller.awaitTurn(waiter.end());
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
   * Stops it for all who wait. Never suspends.
   *
   * @param asked the name of the question that its end will answer
   */
  void stop(String how, String asked) {
    if (!ending) {
      stopped = how;
      stoppedFor = asked;
      end(
          new GranaryException(Code.CONFLICT, "The download of \"" + key + "\" was " + how + ".")
              .with("key", key)
              .with(how, true));
    }
  }

  private void end(RuntimeException reason) {
    ending = true;
    task.end(reason);
  }

  /** How it was stopped before its end, or null. */
  String stopped() {
    return failure == null ? null : stopped;
  }

  String stoppedFor() {
    return stoppedFor;
  }

  /** Waits until it is over, however it ends. */
  void await() {
    if (!over) {
      Awaited end = new Awaited();
      watchers.add(end);
      end.join();
    }
  }

  /** Whoever has its turn elsewhere is so far; the end is told here, when it is seen here. */
  void elsewhere(JSObject progress, boolean done) {
    if (!working && !done) {
      tell(progress);
    }
  }

  /** Whether it has told of something of its own. */
  boolean isWorking() {
    return working;
  }

  /** Whether all who wait tell everybody of it themselves. */
  boolean isQuiet() {
    for (Waiter waiter : waiters) {
      if (!waiter.quiet()) {
        return false;
      }
    }
    return true;
  }

  /** It is so far itself. Never suspends. */
  void told(JSObject progress) {
    working = true;
    tell(progress);
  }

  private void tell(JSObject progress) {
    latest = progress;
    for (Waiter waiter : waiters) {
      Events.tell(waiter.own(), progress);
    }
  }

  void succeeds(OpenFile file) {
    stored = file;
  }

  void fails(Throwable reason) {
    failure = reason;
  }

  /** Lets all go who wait. Never suspends. */
  void ends() {
    over = true;
    ending = true;
    for (Waiter waiter : waiters) {
      waiter.end().complete(null);
    }
    for (Awaited watcher : watchers) {
      watcher.complete(null);
    }
  }
}
