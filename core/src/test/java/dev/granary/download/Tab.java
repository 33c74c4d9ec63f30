package dev.granary.download;

import dev.granary.GranaryException.Reason;
import dev.granary.Latch;
import dev.granary.Task;
import dev.granary.TaskLoop;
import dev.granary.TaskLoop.Call;
import dev.granary.catalog.FileSpec;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkReader.Verify;
import dev.granary.digest.Digests;
import dev.granary.file.Files;
import dev.granary.file.KeyLocks;
import dev.granary.file.OpenFile;
import dev.granary.file.WriteTurn;
import dev.granary.file.WriteTurns;
import dev.granary.http.Http;
import dev.granary.session.Activity;
import dev.granary.session.FileProgress;
import dev.granary.session.Hallway;
import dev.granary.session.Session;
import dev.granary.space.Owners;
import dev.granary.space.SpacePort;
import dev.granary.store.Batch;
import dev.granary.store.GlassStore;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens one of several sessions over one store, as a tab of a browser does, with shared downloads.
 */
final class Tab {
  /**
   * Holds what the tabs share: a store, a server that can hold its answers, locks and a hallway.
   */
  static final class Browser {
    final TaskLoop loop = new TaskLoop();
    final GlassStore disk = new GlassStore();
    final ScriptedServer server = new ScriptedServer(Bench.CONTENT);
    final Hallway hallway = new Hallway(loop);
    private final Owners living = () -> journal -> !journal.owner().isEmpty();
    private final WriteTurns turns = new WriteTurns(loop, null, living);
    private final List<Latch> held = new ArrayList<>();
    private boolean holding;

    private final KeyLocks locks =
        (key, task) -> {
          WriteTurn turn = turns.take(key, task, false);
          return turn::release;
        };

    Tab open(String owner) {
      return new Tab(this, owner);
    }

    /** Makes the server hold its answers from now on. */
    void hold() {
      holding = true;
    }

    /** Sends the held answers, and holds no more. */
    void answerHeld() {
      holding = false;
      held.forEach(Latch::settle);
      held.clear();
      loop.run();
    }

    private Http client(Task task) {
      return request -> {
        if (holding) {
          Latch answer = loop.latch();
          held.add(answer);
          task.await(answer);
        }
        return server.get(request);
      };
    }
  }

  final Browser browser;
  final Session session;
  final Files files;
  final Activity activity;
  final Hallway.Member member;
  final SharedDownloads downloads;

  private Tab(Browser browser, String owner) {
    this.browser = browser;
    TaskLoop loop = browser.loop;
    session =
        Session.open(
            browser.disk,
            loop,
            browser.living,
            owner,
            Digests.JAVA,
            new ChunkLayout(4),
            Batch.UNLIMITED,
            Verify.FIRST_READ,
            SpacePort.UNKNOWN,
            null,
            loop);
    files = new Files(session);
    activity = new Activity(session, loop);
    member = browser.hallway.join();
    downloads =
        new SharedDownloads(
            session,
            activity,
            loop,
            member,
            new WriteTurns(loop, browser.locks, session.owners()),
            () -> Long.MAX_VALUE);
  }

  Task task() {
    return new Task(browser.loop);
  }

  ServerAccess access(int retries, Http.Header... headers) {
    return new ServerAccess(browser::client, false, List.of(headers), retries);
  }

  static Download wanted(FileSpec spec, ServerAccess access) {
    return new Download(
        Bench.KEY, ScriptedServer.URL, spec, access.headers(), access.retries(), false);
  }

  Call<OpenFile> fetch() {
    return fetch(task(), FileProgress.Listener.NONE);
  }

  Call<OpenFile> fetch(Task task, FileProgress.Listener own) {
    return fetch(FileSpec.ANY, access(0), task, own);
  }

  Call<OpenFile> fetch(FileSpec spec, ServerAccess access, Task task, FileProgress.Listener own) {
    return browser.loop.call(() -> downloads.fetch(wanted(spec, access), access, task, own));
  }

  Call<OpenFile> fetchPart(FileProgress.Listener own) {
    ServerAccess access = access(0);
    return browser.loop.call(
        () -> downloads.fetchPart(wanted(FileSpec.ANY, access), access, task(), own));
  }

  Call<OpenFile> resume() {
    return browser.loop.call(
        () -> downloads.resume(Bench.KEY, access(0), task(), FileProgress.Listener.NONE));
  }

  Call<Boolean> stop(Reason how) {
    return browser.loop.call(() -> downloads.stop(Bench.KEY, how));
  }
}
