package dev.granary.web.api;

import dev.granary.Task;
import dev.granary.file.Files;
import dev.granary.file.OpenFile;
import dev.granary.hub.Hub;
import dev.granary.hub.RepoState;
import dev.granary.hub.Selection;
import dev.granary.hub.Update;
import dev.granary.web.bridge.Calls;
import dev.granary.web.bridge.CoroutineScheduler;
import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Promise;
import dev.granary.web.source.CoreTask;
import java.util.ArrayList;
import java.util.List;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSBoolean;
import org.teavm.jso.core.JSString;

/** Exports the repositories of one store's hub to JavaScript. */
final class HubExports implements CoreHub {
  private final BrowserSession store;
  private final Hub hub;
  private final Events events;

  private HubExports(StoreExports open) {
    store = open.store();
    events = store.events();
    hub =
        new Hub(
            store.session(),
            new Files(store.session()),
            open.access(),
            store.downloads(),
            events,
            CoroutineScheduler.INSTANCE);
  }

  /** Returns the hub of the open store with this number. */
  static Promise of(int id) {
    return Calls.async(() -> new HubExports(OpenStores.get(id)));
  }

  /** Does the work of a call that may go to the network. */
  private interface Asking {
    JSObject run(Task task);
  }

  private Promise asking(CoreTask coreTask, Asking work) {
    return store.call(
        () -> {
          Task task = CoreTask.follow(coreTask);
          task.check();
          store.activity().begin(task);
          try {
            return work.run(task);
          } finally {
            store.activity().end(task);
          }
        });
  }

  @Override
  public Promise scan(String repo, String revision, CoreTask coreTask) {
    return asking(coreTask, task -> HubInfos.repo(hub.scan(task, repo, revision)));
  }

  @Override
  public Promise get(String repo, String revision) {
    return store.call(
        () -> {
          RepoState state = hub.get(repo, revision);
          return state == null ? null : HubInfos.repo(state);
        });
  }

  @Override
  public Promise list() {
    return store.call(
        () -> {
          JsArray all = JsArray.Maker.empty();
          for (RepoState state : hub.list()) {
            all.push(HubInfos.repo(state));
          }
          return all;
        });
  }

  @Override
  public Promise plan(
      String repo, String revision, String quant, JsArray files, CoreTask coreTask) {
    return asking(
        coreTask, task -> HubInfos.plan(hub.plan(task, wanted(repo, revision, quant, files))));
  }

  @Override
  public Promise download(
      String repo,
      String revision,
      String quant,
      JsArray files,
      int concurrency,
      int pinned,
      CoreTask coreTask) {
    Events.OnProgress own = (Events.OnProgress) coreTask.getOnProgress();
    return asking(
        coreTask,
        task ->
            HubInfos.repo(
                hub.download(
                    task,
                    wanted(repo, revision, quant, files),
                    concurrency,
                    pinned < 0 ? null : pinned == 1,
                    progress -> events.progress(own, HubInfos.progress(repo, progress)))));
  }

  private static Selection wanted(String repo, String revision, String quant, JsArray files) {
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < files.getLength(); i++) {
      paths.add(((JSString) files.get(i)).stringValue());
    }
    return new Selection(repo, revision, quant, paths);
  }

  @Override
  public Promise file(String repo, String path, String revision) {
    return store.call(
        () -> {
          OpenFile file = hub.file(repo, path, revision);
          return file == null ? null : new FileHandle(store, file);
        });
  }

  @Override
  public Promise checkForUpdate(String repo, CoreTask coreTask) {
    return asking(
        coreTask,
        task -> {
          Update update = hub.checkForUpdate(task, repo);
          return update == null ? null : HubInfos.update(update);
        });
  }

  @Override
  public Promise delete(String repo, String quant) {
    return store.call(
        () -> {
          List<String> deleted = hub.delete(repo, quant);
          if (deleted == null) {
            return JSBoolean.valueOf(false);
          }
          for (String key : deleted) {
            events.change("file", key, "delete");
          }
          if (quant == null) {
            events.change("repo", repo, "delete");
          }
          store.activity().garbage();
          return JSBoolean.valueOf(true);
        });
  }
}
