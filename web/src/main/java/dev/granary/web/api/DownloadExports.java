package dev.granary.web.api;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileSpec;
import dev.granary.download.Download;
import dev.granary.download.Downloads;
import dev.granary.download.Unfinished;
import dev.granary.file.Files;
import dev.granary.file.OpenFile;
import dev.granary.file.ProgressMeter;
import dev.granary.session.Session;
import dev.granary.store.Keys;
import dev.granary.store.Row;
import dev.granary.store.Table;
import dev.granary.web.bridge.Calls;
import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Promise;
import dev.granary.web.http.WebHttp;
import dev.granary.web.source.CoreTask;
import dev.granary.web.source.Task;
import java.util.ArrayList;
import java.util.List;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSBoolean;

/**
 * The downloads of one store: whoever wants the same shares a {@link SharedDownload}, which also
 * hears how far another context is with it.
 */
final class DownloadExports implements CoreDownloads {
  /** What the details of an error call it, and other contexts. */
  private static final String DISCARDED = "discarded";

  /** What is told to who waits for the same elsewhere, and to no page. */
  private static final String PART = "part";

  private final BrowserSession store;
  private final Session session;
  private final Events events;
  private final HubAccess access;
  private final List<SharedDownload> jobs = new ArrayList<>();
  private final StopMessages stops;

  DownloadExports(BrowserSession store, Session session, Events events, HubAccess access) {
    this.store = store;
    this.session = session;
    this.events = events;
    this.access = access;
    stops = new StopMessages(events);
    events.whenHeard(this::heard);
  }

  @Override
  public Promise fetch(
      String key, String url, Spec spec, RawRequest request, boolean revalidate, CoreTask of) {
    return store.call(
        () -> {
          SharedDownload.Way way = RawRequest.way(request);
          FileSpec checked = Spec.checked(spec);
          Download wanted =
              new Download(key, url, checked, way.headers(), way.retries(), revalidate);
          return share(key, wanted, way, of);
        });
  }

  @Override
  public Promise resume(String key, RawRequest request, CoreTask of) {
    return store.call(() -> share(key, null, RawRequest.way(request), of));
  }

  private JSObject share(String key, Download wanted, SharedDownload.Way way, CoreTask of) {
    Events.OnProgress own = (Events.OnProgress) of.getOnProgress();
    return new FileHandle(store, share(key, wanted, way, new Task(of), own, false));
  }

  /**
   * Has a file stored, together with whoever wants the same.
   *
   * @param wanted null for whatever is unfinished
   * @param quiet whether its progress makes no event, because the caller tells it as part of more
   */
  OpenFile share(
      String key,
      Download wanted,
      SharedDownload.Way way,
      Task caller,
      Events.OnProgress own,
      boolean quiet) {
    OpenFile file = shared(key, wanted, way, caller, own, quiet);
    Boolean pinned = wanted == null ? null : wanted.spec().pinned();
    if (pinned == null || pinned == file.manifest().pinned()) {
      return file;
    }
    Files files = new Files(session);
    files.pin(key, pinned);
    OpenFile changed = files.open(key);
    return changed == null ? file : changed;
  }

  private OpenFile shared(
      String key,
      Download wanted,
      SharedDownload.Way way,
      Task caller,
      Events.OnProgress own,
      boolean quiet) {
    // All this without a pause: two would begin the same, and whoever stops it would miss it.
    caller.check();
    store.expectOpen();
    for (SharedDownload each : jobs) {
      if (each.serves(key, wanted)) {
        try {
          return each.share(caller, own, quiet);
        } catch (GranaryException failure) {
          boolean refused = failure.code() == Code.HTTP || failure.code() == Code.GATED;
          boolean gaveUp = failure.code() == Code.NETWORK && each.way().retries() < way.retries();
          if (!gaveUp && (!refused || each.asksWith(way))) {
            throw failure;
          }
          // With its own token it may be let in, with more patience get through.
          return shared(key, wanted, way, caller, own, quiet);
        }
      }
    }
    SharedDownload job = new SharedDownload(key, wanted, way);
    jobs.add(job);
    store.begin(job.task());
    Calls.fork(() -> run(job));
    return job.share(caller, own, quiet);
  }

  private void run(SharedDownload job) {
    Task task = job.task();
    ProgressMeter.Listener told =
        (loaded, total, speed, done) -> {
          String phase = done ? "done" : "download";
          tell(job, Events.progressed(job.key(), phase, loaded, total, speed), done);
          store.filling();
        };
    WriteTurn turn = null;
    try {
      // Before it stands in any line: somebody may be bringing another content.
      OpenFile file = stored(job, told);
      if (file == null) {
        turn = store.turn(job.key(), task, false);
        file = download(job, turn, told);
      }
      job.succeeds(file);
    } catch (RuntimeException | Error failure) {
      job.fails(failure);
      if (DISCARDED.equals(job.stopped())) {
        discarded(job.key());
      }
    } finally {
      if (turn != null) {
        turn.release();
      }
      jobs.remove(job);
      store.end(task);
      job.ends();
      if (job.stopped() != null) {
        stops.answer(job);
      }
    }
  }

  private void tell(SharedDownload job, JSObject progress, boolean done) {
    boolean first = !job.isWorking();
    job.told(progress);
    // What another has brought, others have been told of by him.
    if (!job.isQuiet() && !(first && done)) {
      events.progress(null, progress);
    } else if (!first && !done) {
      // Who waits for this part alone in another tab follows it; the end he sees for himself.
      events.tellOthers(PART, progress);
    }
  }

  /** Gives what is there already; null when there is something to download. */
  private OpenFile stored(SharedDownload job, ProgressMeter.Listener told) {
    Task task = job.task();
    if (job.wanted() == null && !core(task).isUnfinished(job.key())) {
      throw Downloads.nothing(job.key());
    }
    OpenFile file = job.wanted() == null ? null : core(task).stored(job.wanted(), told);
    if (file == null) {
      task.check();
    }
    return file;
  }

  private OpenFile download(SharedDownload job, WriteTurn turn, ProgressMeter.Listener told) {
    Task task = job.task();
    Download wanted = job.wanted();
    long before = stamp(job.key());
    OpenFile file =
        wanted == null
            ? resume(job, turn, told)
            : core(task).fetch(wanted, WebHttp.of(task, job.way().fetch()), turn, task, told);
    if (file.manifest().stamp() != before) {
      events.change("file", job.key(), "put");
    }
    return file;
  }

  private OpenFile resume(SharedDownload job, WriteTurn turn, ProgressMeter.Listener told) {
    Task task = job.task();
    Downloads core = core(task);
    try {
      Download begun = core.begun(job.key(), job.way().retries());
      SharedDownload.Way way = access.to(job.key(), begun.url(), job.way(), task);
      WebHttp http = WebHttp.of(task, way.fetch());
      return core.resume(begun.with(way.headers()), http, turn, task, told);
    } catch (GranaryException failure) {
      // Somebody else may have brought it to its end meanwhile.
      OpenFile stored =
          failure.code() == Code.NOT_FOUND ? new Files(session).open(job.key()) : null;
      if (stored == null) {
        throw failure;
      }
      long size = stored.manifest().size();
      told.progress(size, size, 0, true);
      return stored;
    }
  }

  /** Tells one content of a key from another. */
  private long stamp(String key) {
    Row row = session.store().read(Keys.none().row(Table.FILES, key)).row(Table.FILES, key);
    return row == null ? Row.UNSTAMPED : row.stamp();
  }

  /** What its journal held, if it is still there. */
  private void discarded(String key) {
    try {
      core(new Task()).discard(key);
    } catch (RuntimeException failed) {
      // Whoever wanted that tries it, too, and is told.
    }
  }

  private Downloads core(Task task) {
    return new Downloads(session, task, WebHttp.span(session.layout().chunkSize()));
  }

  @Override
  public Promise stop(String key, String how) {
    return store.call(
        () -> {
          StopMessages.Question question = stops.ask(key, how);
          try {
            return JSBoolean.valueOf(stop(key, how, question));
          } finally {
            stops.forget(question);
          }
        });
  }

  private boolean stop(String key, String how, StopMessages.Question question) {
    boolean stopped = false;
    for (SharedDownload job : List.copyOf(jobs)) {
      if (job.of(key)) {
        job.stop(how, question.name());
        job.await();
        stopped |= job.stopped() != null;
      }
    }
    Downloads core = core(new Task());
    stopped |= how.equals(DISCARDED) ? core.discard(key) : core.pause(key);
    if (!stopped) {
      // One that has no journal yet.
      question.await();
    }
    return stopped || question.isAnswered();
  }

  /** Another context tells something; whether that is all, and no page is to hear of it. */
  private boolean heard(String type, JSObject detail) {
    boolean part = type.equals(PART);
    if (!part && !type.equals("progress")) {
      return stops.heard(type, detail, List.copyOf(jobs));
    }
    for (SharedDownload job : List.copyOf(jobs)) {
      if (job.of(key(detail))) {
        job.elsewhere(detail, isDone(detail));
      }
    }
    return part;
  }

  @Override
  public Promise unfinished() {
    return store.call(
        () -> {
          JsArray found = JsArray.Maker.empty();
          for (Unfinished each : core(new Task()).unfinished()) {
            found.push(
                unfinished(
                    each.key(),
                    each.url(),
                    each.loaded(),
                    each.total(),
                    each.startedAt(),
                    each.active()));
          }
          return found;
        });
  }

  @JSBody(
      params = {"key", "url", "loaded", "total", "startedAt", "active"},
      script =
          "return { key: key, url: url, loaded: loaded, total: total, startedAt: startedAt,"
              + " active: active };")
  private static native JSObject unfinished(
      String key, String url, double loaded, double total, double startedAt, boolean active);

  // Whatever another release of Granary may have sent.
  @JSBody(params = "detail", script = "return String(detail.key);")
  private static native String key(JSObject detail);

  @JSBody(params = "detail", script = "return detail.phase === 'done';")
  private static native boolean isDone(JSObject detail);
}
