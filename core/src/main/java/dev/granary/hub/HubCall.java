package dev.granary.hub;

import dev.granary.Delay;
import dev.granary.Scheduler;
import dev.granary.Task;
import dev.granary.download.Download;
import dev.granary.download.ServerAccess;
import dev.granary.download.SharedDownloads;
import dev.granary.http.Http;
import dev.granary.session.Events;
import dev.granary.session.FileProgress;
import dev.granary.session.Message;

/** Supplies one call of the hub with requests, downloads and events. */
final class HubCall {
  private final Task task;
  private final HubPlatform platform;
  private final SharedDownloads downloads;
  private final Events events;
  private final Scheduler scheduler;

  HubCall(
      Task task,
      HubPlatform platform,
      SharedDownloads downloads,
      Events events,
      Scheduler scheduler) {
    this.task = task;
    this.platform = platform;
    this.downloads = downloads;
    this.events = events;
    this.scheduler = scheduler;
  }

  /** Returns the client for requests to the hub; the client fails when the caller gives up. */
  Http http() {
    return platform.clients().of(task);
  }

  /** Returns the caller's token. May suspend. */
  String token() {
    return token(task);
  }

  /** Returns the caller's token for a lane. May suspend. */
  String token(Task lane) {
    return platform.token(lane);
  }

  boolean isOffline() {
    return platform.isOffline();
  }

  /** Returns the delay between two tries; the delay fails when the caller gives up. */
  Delay delay() {
    return task;
  }

  /** Runs a lane several times side by side, and waits for all of them. May suspend. */
  void sideBySide(int lanes, Lanes.Lane lane) {
    new Lanes(scheduler, task).run(lanes, lane);
  }

  /** Downloads a file for a lane, and returns when the file is stored. May suspend. */
  void fetch(Task lane, Download wanted, FileProgress.Listener listener) {
    lane.check();
    ServerAccess access =
        new ServerAccess(platform.clients(), true, wanted.headers(), wanted.retries());
    downloads.fetchPart(wanted, access, lane, listener);
  }

  /** Reports that the listing of a repository was stored. Never suspends. */
  void seen(String repo) {
    events.tell(new Message.Change("repo", repo, "put"));
  }

  /** Reports a file that the hub has stored without a download, or has deleted. Never suspends. */
  void changed(String key, boolean stored) {
    events.tell(Message.Change.file(key, stored));
  }
}
