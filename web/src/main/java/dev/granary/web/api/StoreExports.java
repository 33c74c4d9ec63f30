package dev.granary.web.api;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Task;
import dev.granary.catalog.FileSpec;
import dev.granary.download.SharedDownloads;
import dev.granary.file.FileInfo;
import dev.granary.file.FileWriter;
import dev.granary.file.Files;
import dev.granary.file.OpenFile;
import dev.granary.file.ProgressMeter;
import dev.granary.file.WriteTurn;
import dev.granary.hub.HubAccess;
import dev.granary.hub.api.Endpoint;
import dev.granary.session.Session;
import dev.granary.space.Clean;
import dev.granary.space.Clear;
import dev.granary.space.ItemKind;
import dev.granary.store.Outcome;
import dev.granary.web.bridge.Calls;
import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Promise;
import dev.granary.web.source.CoreTask;
import dev.granary.web.source.Source;
import dev.granary.web.source.Sources;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSBoolean;
import org.teavm.jso.core.JSNumber;
import org.teavm.jso.core.JSString;

/** Exports an open store to JavaScript: its files, and the store as a whole. */
final class StoreExports implements Core {
  private final BrowserSession store;
  private final Session session;
  private final Events events;
  private final Files files;
  private final DocumentExports documents;
  private final DownloadExports downloads;
  private final HubAccess access;
  private final int id;

  StoreExports(BrowserSession store, HubSettings hubSettings) {
    this.store = store;
    session = store.session();
    events = store.events();
    files = new Files(session);
    documents = new DocumentExports(store, session, events);
    access =
        new HubAccess(new Endpoint(hubSettings.getEndpoint()), new BrowserHubPlatform(hubSettings));
    SharedDownloads shared = store.downloads();
    shared.useKnownServers(access);
    downloads = new DownloadExports(store, shared);
    int number = OpenStores.add(this);
    store.onEnd(() -> OpenStores.remove(number));
    id = number;
  }

  BrowserSession store() {
    return store;
  }

  HubAccess access() {
    return access;
  }

  @Override
  public String backend() {
    return store.inMemory() ? "memory" : "indexeddb";
  }

  @Override
  public String chunkForm() {
    return session.store().form().label();
  }

  @Override
  public boolean usesWorker() {
    return store.usesWorker();
  }

  @Override
  public boolean usesKernels() {
    return store.usesKernels();
  }

  @Override
  public Promise id() {
    return store.call(() -> JSNumber.valueOf(id));
  }

  @Override
  public Promise put(String key, JSObject source, Spec given, CoreTask coreTask) {
    // Read the length now: the caller may transfer its buffer as soon as this call returns.
    double length = Sources.lengthOf(source);
    return store.call(
        () -> {
          FileSpec spec = Spec.checked(given);
          Task task = CoreTask.follow(coreTask);
          Source opened = Sources.of(source, length, task);
          expectNotAborted(task, opened);
          FileSpec complete = spec.stated(key, opened.type(), opened.size());
          store.activity().begin(task);
          WriteTurn turn = null;
          try {
            boolean small = files.isSmall(complete);
            turn = turn(key, task, opened, small);
            if (small && length >= 0) {
              // A stream takes no place: it may wait for another put. If waiting streams took all
              // places, that put would get none, and no put would end.
              turn.limit();
            }
            Events.OnProgress own = (Events.OnProgress) coreTask.getOnProgress();
            ProgressMeter meter = store.meter(key, complete.size(), own);
            FileWriter.Progress steps = meter;
            if (small) {
              // There may be thousands of small puts: other tabs get no progress, only the change.
              Events.tell(own, Events.progressed(key, "download", 0, complete.size(), 0));
              steps = FileWriter.Progress.NONE;
            } else {
              meter.begin(0);
            }
            OpenFile stored =
                new Files(session, turn)
                    .putAndOpen(key, opened.chunks(), complete, opened.origin(), task, steps);
            meter.done(stored.manifest().size());
            events.change("file", key, "put");
            return new FileHandle(store, stored);
          } finally {
            if (turn != null) {
              turn.release();
            }
            store.activity().end(task);
          }
        });
  }

  private WriteTurn turn(String key, Task task, Source source, boolean small) {
    try {
      return store.turns().take(key, task, small);
    } catch (RuntimeException failure) {
      source.chunks().close();
      throw failure;
    }
  }

  /** Closes the source when the caller has aborted before the put begins, and throws. */
  private static void expectNotAborted(Task task, Source source) {
    try {
      task.check();
    } catch (RuntimeException aborted) {
      source.chunks().close();
      throw aborted;
    }
  }

  @Override
  public Promise get(String key) {
    return store.call(
        () -> {
          OpenFile file = files.open(key);
          store.activity().used();
          return file == null ? null : new FileHandle(store, file);
        });
  }

  @Override
  public Promise has(String key) {
    return store.call(() -> JSBoolean.valueOf(files.has(key)));
  }

  @Override
  public Promise list(String prefix) {
    return store.call(
        () -> {
          JsArray infos = JsArray.Maker.empty();
          for (FileInfo info : files.list(prefix)) {
            infos.push(Infos.file(info));
          }
          return infos;
        });
  }

  @Override
  public Promise delete(String key, boolean withDocuments) {
    return store.call(
        () -> {
          List<String> gone =
              withDocuments ? files.deleteWithDocuments(key) : files.delete(key) ? List.of() : null;
          if (gone != null) {
            events.change("file", key, "delete");
            for (String document : gone) {
              events.change("document", document, "delete");
            }
            store.activity().garbage();
          }
          return JSBoolean.valueOf(gone != null);
        });
  }

  @Override
  public Promise pin(String key, boolean pinned) {
    return store.call(
        () -> {
          files.pin(key, pinned);
          return null;
        });
  }

  @Override
  public CoreDownloads downloads() {
    return downloads;
  }

  @Override
  public CoreDocuments documents() {
    return documents;
  }

  @Override
  public Promise stats() {
    return store.call(store::stats);
  }

  @Override
  public Promise clean(
      double unusedFor, double maxBytes, JsArray kinds, boolean dryRun, CoreTask coreTask) {
    Set<ItemKind> chosen = new HashSet<>();
    for (ItemKind kind : ItemKind.values()) {
      for (int i = 0; i < kinds.getLength(); i++) {
        if (kind.label().equals(((JSString) kinds.get(i)).stringValue())) {
          chosen.add(kind);
        }
      }
    }
    Clean.Request request = new Clean.Request((long) unusedFor, (long) maxBytes, chosen);
    return store.call(
        () -> {
          Task task = CoreTask.follow(coreTask);
          task.check();
          store.activity().begin(task);
          try {
            return Cleaning.run(session.clean(), request, dryRun, task);
          } finally {
            store.activity().endWithoutGarbage(task);
            // A cancelled clean may have deleted some files already.
            store.activity().garbage();
          }
        });
  }

  @Override
  public Promise persist() {
    // No browser can promise to keep what is in memory.
    return store.call(() -> JSBoolean.valueOf(!store.inMemory() && Space.persist()));
  }

  @Override
  public Promise clear() {
    return store.call(
        () -> {
          Outcome failure = new Clear(session.store(), session.clock(), session.sweep()).run();
          if (failure != null) {
            throw new GranaryException(
                Code.FAILED,
                "The store could not delete everything; see the cause.",
                failure.cause());
          }
          events.change("", "", "clear");
          return null;
        });
  }

  @Override
  public Promise close() {
    return Calls.async(
        () -> {
          store.close();
          return null;
        });
  }
}
