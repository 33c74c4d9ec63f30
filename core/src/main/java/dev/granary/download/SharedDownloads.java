package dev.granary.download;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.GranaryException.Reason;
import dev.granary.Scheduler;
import dev.granary.Task;
import dev.granary.file.Files;
import dev.granary.file.OpenFile;
import dev.granary.file.ProgressMeter;
import dev.granary.file.WriteTurn;
import dev.granary.file.WriteTurns;
import dev.granary.http.Http;
import dev.granary.session.Activity;
import dev.granary.session.Events;
import dev.granary.session.FileProgress;
import dev.granary.session.Message;
import dev.granary.session.Session;
import dev.granary.store.Keys;
import dev.granary.store.Row;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Downloads files for the callers of one session. Callers that want the same file share a {@link
 * SharedDownload}, which also receives the progress of other sessions at the key.
 */
public final class SharedDownloads {
  private final Session session;
  private final Activity activity;
  private final Scheduler scheduler;
  private final Events events;
  private final WriteTurns turns;
  private final LongSupplier span;
  private final Files files;
  private final StopMessages stops;
  private final List<SharedDownload> running = new ArrayList<>();
  private ServerAccess.Known known = ServerAccess.Known.NONE;

  /**
   * @param span supplies the number of bytes to ask for at once; see {@link Downloads}
   */
  public SharedDownloads(
      Session session,
      Activity activity,
      Scheduler scheduler,
      Events events,
      WriteTurns turns,
      LongSupplier span) {
    this.session = session;
    this.activity = activity;
    this.scheduler = scheduler;
    this.events = events;
    this.turns = turns;
    this.span = span;
    files = new Files(session);
    stops = new StopMessages(events, scheduler, session.owner());
    events.whenOthersTell(this::heard);
  }

  /** Sets the servers that need access of their own when a download is resumed. */
  public void useKnownServers(ServerAccess.Known servers) {
    known = servers;
  }

  /** Downloads a file, together with the other callers that want the same file. May suspend. */
  public OpenFile fetch(
      Download wanted, ServerAccess access, Task caller, FileProgress.Listener own) {
    return share(wanted.key(), wanted, access, caller, own, false);
  }

  /**
   * Downloads a file as a part of a larger download. The caller reports the progress, so this
   * download makes no progress events. May suspend.
   */
  public OpenFile fetchPart(
      Download wanted, ServerAccess access, Task caller, FileProgress.Listener own) {
    return share(wanted.key(), wanted, access, caller, own, true);
  }

  /** Continues the unfinished download of a key; NOT_FOUND when there is none. May suspend. */
  public OpenFile resume(String key, ServerAccess access, Task caller, FileProgress.Listener own) {
    return share(key, null, access, caller, own, false);
  }

  private OpenFile share(
      String key,
      Download wanted,
      ServerAccess access,
      Task caller,
      FileProgress.Listener own,
      boolean quiet) {
    OpenFile file = shared(key, wanted, access, caller, own, quiet);
    Boolean pinned = wanted == null ? null : wanted.spec().pinned();
    if (pinned == null || pinned == file.manifest().pinned()) {
      return file;
    }
    files.pin(key, pinned);
    OpenFile changed = files.open(key);
    return changed == null ? file : changed;
  }

  private OpenFile shared(
      String key,
      Download wanted,
      ServerAccess access,
      Task caller,
      FileProgress.Listener own,
      boolean quiet) {
    // No wait until the download is in the list: else two callers would begin the same download,
    // and a stop would miss one of the two.
    caller.check();
    activity.expectOpen();
    for (SharedDownload each : running) {
      if (each.serves(key, wanted)) {
        try {
          return each.share(caller, own, quiet);
        } catch (GranaryException failure) {
          if (!each.mayHelp(access, failure)) {
            throw failure;
          }
          return shared(key, wanted, access, caller, own, quiet);
        }
      }
    }
    SharedDownload download = new SharedDownload(scheduler, key, wanted, access);
    running.add(download);
    activity.begin(download.task());
    scheduler.fork(() -> run(download));
    return download.share(caller, own, quiet);
  }

  private void run(SharedDownload download) {
    Task task = download.task();
    ProgressMeter.Listener listener =
        (loaded, total, speed, done) -> {
          tell(download, new FileProgress(download.key(), loaded, total, speed, done));
          activity.filling();
        };
    WriteTurn turn = null;
    try {
      // Look before the download waits for its turn: another writer may be storing another content.
      OpenFile file = stored(download, listener);
      if (file == null) {
        turn = turns.take(download.key(), task, false);
        file = bring(download, turn, listener);
      }
      download.setFile(file);
    } catch (RuntimeException | Error failure) {
      download.setFailure(failure);
      if (download.stopped() == Reason.DISCARDED) {
        discard(download.key());
      }
    } finally {
      if (turn != null) {
        turn.release();
      }
      running.remove(download);
      activity.end(task);
      download.wakeWaiters();
      if (download.stopped() != null) {
        stops.answer(download.key(), download.stoppedFor());
      }
    }
  }

  private void tell(SharedDownload download, FileProgress progress) {
    boolean first = !download.isWorking();
    download.report(progress);
    // The session that has stored a file has made the events for it.
    if (!download.isQuiet() && !(first && progress.done())) {
      events.tell(new Message.Progressed(progress));
    } else if (!first && !progress.done()) {
      // A caller in another session that waits for this file follows its progress, and finds the
      // file at the end itself.
      events.tellOthers(new Message.PartProgressed(progress));
    }
  }

  /** Returns the stored file; null when the file is to be downloaded. */
  private OpenFile stored(SharedDownload download, ProgressMeter.Listener listener) {
    Task task = download.task();
    if (download.wanted() == null && !downloads(task).isUnfinished(download.key())) {
      throw Downloads.nothing(download.key());
    }
    OpenFile file =
        download.wanted() == null ? null : downloads(task).stored(download.wanted(), listener);
    if (file == null) {
      task.check();
    }
    return file;
  }

  private OpenFile bring(SharedDownload download, WriteTurn turn, ProgressMeter.Listener listener) {
    Task task = download.task();
    long before = stamp(download.key());
    OpenFile file =
        download.wanted() == null
            ? goOn(download, turn, listener)
            : downloads(task)
                .fetch(
                    download.wanted(), download.access().clients().of(task), turn, task, listener);
    if (file.manifest().stamp() != before) {
      events.tell(Message.Change.file(download.key(), true));
    }
    return file;
  }

  private OpenFile goOn(SharedDownload download, WriteTurn turn, ProgressMeter.Listener listener) {
    Task task = download.task();
    String key = download.key();
    try {
      Download begun = downloads(task).begun(key, download.access().retries());
      ServerAccess access = known.to(key, begun.url(), download.access(), task);
      Http http = access.clients().of(task);
      return downloads(task).resume(begun.with(access.headers()), http, turn, task, listener);
    } catch (GranaryException failure) {
      // Another session may have finished the download meanwhile.
      OpenFile stored = failure.code() == Code.NOT_FOUND ? files.open(key) : null;
      if (stored == null) {
        throw failure;
      }
      long size = stored.manifest().size();
      listener.progress(size, size, 0, true);
      return stored;
    }
  }

  /** Returns the stamp of the stored file, which differs for each content of a key. */
  private long stamp(String key) {
    Row row = session.store().read(Keys.none().row(Table.FILES, key)).row(Table.FILES, key);
    return row == null ? Row.UNSTAMPED : row.stamp();
  }

  /** Deletes the journal and its stored bytes, if they are still there. */
  private void discard(String key) {
    try {
      downloads(new Task(scheduler)).discard(key);
    } catch (RuntimeException failed) {
      // The caller of the stop tries the same, and gets the failure.
    }
  }

  private Downloads downloads(Task task) {
    return new Downloads(session, task, span.getAsLong());
  }

  /**
   * Stops the downloads of a key in all sessions; returns false when there are none. May suspend.
   *
   * @param how paused or discarded
   */
  public boolean stop(String key, Reason how) {
    StopMessages.Question question = stops.ask(key, how);
    try {
      return stop(key, how, question);
    } finally {
      stops.forget(question);
    }
  }

  private boolean stop(String key, Reason how, StopMessages.Question question) {
    boolean stopped = false;
    for (SharedDownload each : List.copyOf(running)) {
      if (each.isFor(key)) {
        each.stop(how, question.name());
        each.await();
        stopped |= each.stopped() != null;
      }
    }
    Downloads downloads = downloads(new Task(scheduler));
    if (how == Reason.DISCARDED) {
      stopped |= downloads.discard(key);
      activity.garbage();
    } else {
      stopped |= downloads.pause(key);
    }
    if (!stopped) {
      // Another session may have a download that has no journal yet.
      question.await();
    }
    return stopped || question.isAnswered();
  }

  /** Lists the unfinished downloads in the order of their keys. May suspend. */
  public List<Unfinished> unfinished() {
    return downloads(new Task(scheduler)).unfinished();
  }

  private void heard(Message message) {
    if (message instanceof Message.Stopped answer) {
      stops.answered(answer.question());
    } else if (message instanceof Message.Stop stop) {
      for (SharedDownload each : List.copyOf(running)) {
        if (each.isFor(stop.key())) {
          each.stop(stop.how(), stop.question());
        }
      }
    } else if (message instanceof Message.Progressed progressed) {
      passOn(progressed.progress());
    } else if (message instanceof Message.PartProgressed part) {
      passOn(part.progress());
    }
  }

  private void passOn(FileProgress progress) {
    for (SharedDownload each : List.copyOf(running)) {
      if (each.isFor(progress.key())) {
        each.passOn(progress);
      }
    }
  }
}
