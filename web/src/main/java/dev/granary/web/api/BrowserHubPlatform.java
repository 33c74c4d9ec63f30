package dev.granary.web.api;

import dev.granary.Delay;
import dev.granary.download.Download;
import dev.granary.file.ProgressMeter;
import dev.granary.http.Http;
import dev.granary.hub.HubPlatform;
import dev.granary.web.bridge.Aborted;
import dev.granary.web.bridge.Awaited;
import dev.granary.web.bridge.Calls;
import dev.granary.web.http.WebHttp;
import dev.granary.web.source.Task;
import java.util.ArrayList;
import java.util.List;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** One call of a hub: each of its lanes is a coroutine with a task of its own. */
final class BrowserHubPlatform implements HubPlatform {
  private final Task task;
  private final DownloadExports downloads;
  private final Events events;
  private final HubAccess access;

  /** The tasks of the lanes that are under way. */
  private final List<Task> lanes = new ArrayList<>();

  private Throwable failure;

  /** Who waits for the last of them. */
  private Awaited over;

  BrowserHubPlatform(Task task, DownloadExports downloads, Events events, HubAccess access) {
    this.task = task;
    this.downloads = downloads;
    this.events = events;
    this.access = access;
  }

  @Override
  public Http http() {
    return WebHttp.of(task, access.fetch());
  }

  @Override
  public String token() {
    return access.token(task);
  }

  @Override
  public boolean offline() {
    return WebHttp.isOffline();
  }

  @Override
  public Delay delay() {
    return task;
  }

  @Override
  public void seen(String repo) {
    events.change("repo", repo, "put");
  }

  @Override
  public void changed(String key, boolean stored) {
    events.change("file", key, stored ? "put" : "delete");
  }

  @Override
  public void sideBySide(int count, Lane lane) {
    for (int i = 0; i < count; i++) {
      Task own = new Task();
      lanes.add(own);
      Calls.fork(() -> run(lane, own));
    }
    over = new Awaited();
    try {
      task.awaitTurn(over);
    } catch (RuntimeException given) {
      stop(given);
      over = new Awaited();
      if (!lanes.isEmpty()) {
        over.join();
      }
    }
    if (failure instanceof RuntimeException known) {
      throw known;
    }
    if (failure instanceof Error severe) {
      throw severe;
    }
  }

  private void run(Lane lane, Task own) {
    try {
      lane.run(new Fetcher(own));
    } catch (RuntimeException | Error reason) {
      stop(reason);
    }
    lanes.remove(own);
    if (lanes.isEmpty()) {
      over.complete(null);
    }
  }

  /** Only the first reason counts; the others follow from it. Never suspends. */
  private void stop(Throwable reason) {
    if (failure == null) {
      failure = reason;
      for (Task each : List.copyOf(lanes)) {
        each.end(new Aborted(null));
      }
    }
  }

  /** What one lane fetches with. */
  private final class Fetcher implements HubPlatform.Fetcher {
    private final Task own;

    Fetcher(Task own) {
      this.own = own;
    }

    @Override
    public String token() {
      return access.token(own);
    }

    @Override
    public void fetch(Download wanted, ProgressMeter.Listener listener) {
      own.check();
      downloads.share(
          wanted.key(),
          wanted,
          new SharedDownload.Way(access.fetch(), wanted.headers(), wanted.retries()),
          own,
          progress -> listener.progress((long) loaded(progress), wanted.spec().size(), 0, false),
          true);
    }
  }

  @JSBody(params = "progress", script = "return progress.loaded;")
  private static native double loaded(JSObject progress);
}
