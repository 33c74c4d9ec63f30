package dev.granary.web.api;

import dev.granary.Delay;
import dev.granary.Latch;
import dev.granary.Scheduler;
import dev.granary.Task;
import dev.granary.download.Download;
import dev.granary.download.ServerAccess;
import dev.granary.download.SharedDownloads;
import dev.granary.file.ProgressMeter;
import dev.granary.http.Http;
import dev.granary.hub.HubPlatform;
import dev.granary.web.bridge.Aborted;
import dev.granary.web.bridge.CoroutineScheduler;
import dev.granary.web.http.WebHttp;
import java.util.ArrayList;
import java.util.List;

/** One call of a hub: each of its lanes is a coroutine with a task of its own. */
final class BrowserHubPlatform implements HubPlatform {
  private static final Scheduler SCHEDULER = CoroutineScheduler.INSTANCE;

  private final Task task;
  private final SharedDownloads downloads;
  private final Events events;
  private final HubAccess access;

  /** The tasks of the lanes that are under way. */
  private final List<Task> lanes = new ArrayList<>();

  private Throwable failure;

  /** Who waits for the last of them. */
  private Latch over;

  BrowserHubPlatform(Task task, SharedDownloads downloads, Events events, HubAccess access) {
    this.task = task;
    this.downloads = downloads;
    this.events = events;
    this.access = access;
  }

  @Override
  public Http http() {
    return access.clients().of(task);
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
      Task own = new Task(SCHEDULER);
      lanes.add(own);
      SCHEDULER.fork(() -> run(lane, own));
    }
    over = SCHEDULER.latch();
    try {
      task.await(over);
    } catch (RuntimeException given) {
      stop(given);
      over = SCHEDULER.latch();
      if (!lanes.isEmpty()) {
        over.await();
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
      over.settle();
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
      downloads.fetchPart(
          wanted,
          new ServerAccess(access.clients(), true, wanted.headers(), wanted.retries()),
          own,
          progress -> listener.progress(progress.loaded(), wanted.spec().size(), 0, false));
    }
  }
}
