package dev.granary.web.api;

import dev.granary.Clock;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.bundle.BundleExport;
import dev.granary.cache.Clean;
import dev.granary.cache.Clear;
import dev.granary.chunk.ByteSource;
import dev.granary.chunk.ChunkLayout;
import dev.granary.file.FileInfo;
import dev.granary.file.FileWriter;
import dev.granary.file.Files;
import dev.granary.file.OpenFile;
import dev.granary.file.ProgressMeter;
import dev.granary.file.Turns;
import dev.granary.manifest.FileSpec;
import dev.granary.session.Session;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.MemoryStore;
import dev.granary.store.Outcome;
import dev.granary.store.Owners;
import dev.granary.store.Store;
import dev.granary.web.bridge.Calls;
import dev.granary.web.bridge.Promises;
import dev.granary.web.digest.DigestKernels;
import dev.granary.web.digest.DigestThread;
import dev.granary.web.digest.WebDigests;
import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Platform;
import dev.granary.web.dom.Promise;
import dev.granary.web.encoding.WebDeflate;
import dev.granary.web.idb.Connection;
import dev.granary.web.idb.IndexedDbStore;
import dev.granary.web.source.CoreTask;
import dev.granary.web.source.Source;
import dev.granary.web.source.Sources;
import dev.granary.web.source.Task;
import java.util.ArrayList;
import java.util.List;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSBoolean;
import org.teavm.jso.core.JSString;

/** One open store, as JavaScript calls it. */
final class OpenStore implements Core {
  private static final Clock CLOCK = System::currentTimeMillis;

  /** How often to look whether a key is still being written, where there is no lock to wait for. */
  private static final Turns.Pause PAUSE = () -> Promises.pause(100);

  private final Connection connection;
  private final OwnerLock lock;
  private final DigestThread digestThread;
  private final Events events;
  private final Session session;
  private final Turns turns;
  private final Files files;
  private final OpenDocuments documents;
  private final OpenDownloads downloads;
  private final OpenHub hub;
  private final Housekeeping housekeeping;
  private final Surroundings surroundings;
  private final Running running = new Running();
  private final JSObject lines = PutTurn.lines();
  private final Crowd crowd = new Crowd();
  private boolean closed;

  /** Whether the connection has ended without being closed. */
  private boolean gone;

  private OpenStore(Settings settings, Store store, Connection connection, Events events) {
    this.connection = connection;
    this.events = events;
    DigestKernels kernels = DigestKernels.shared(settings.getFetchKernels());
    digestThread =
        settings.getStartWorker() == null
            ? null
            : new DigestThread(settings.getStartWorker(), kernels);
    String owner = Platform.randomName();
    lock = connection == null ? null : OwnerLock.take(settings.getName(), owner);
    Owners owners = lock == null ? Owners.byLease(CLOCK) : lock.owners(CLOCK);
    surroundings = new Surroundings(store, events, settings.getBudget(), connection == null);
    session =
        Session.open(
            store,
            CLOCK,
            owners,
            owner,
            new WebDigests(digestThread, kernels),
            ChunkLayout.of(settings.getChunkSize()),
            settings.getBudget() < Batch.UNLIMITED ? (long) settings.getBudget() : Batch.UNLIMITED,
            Settings.verify(settings.getVerify()),
            surroundings,
            WebDeflate.ofPlatform());
    turns = lock == null ? Turns.byLife(session.owners(), PAUSE) : Turns.AT_ONCE;
    files = new Files(session);
    documents = new OpenDocuments(this, session, events);
    HubAccess access = new HubAccess(settings.getHub());
    downloads = new OpenDownloads(this, session, events, access);
    hub = new OpenHub(this, session, downloads, events, access);
    housekeeping = new Housekeeping(session);
    if (connection != null) {
      connection.whenReconnected(session.reader()::forget);
      connection.whenEnded(this::ended);
    }
  }

  /** Opens one in memory, or in a database. */
  static OpenStore open(Settings settings) {
    boolean inMemory = settings.isInMemory();
    Events events = new Events(settings.getEmit(), inMemory ? null : settings.getName());
    Connection connection = null;
    try {
      if (!inMemory) {
        connection = Connection.open(settings.getName());
      }
      Store store = inMemory ? new MemoryStore() : new IndexedDbStore(connection);
      return new OpenStore(settings, store, connection, events);
    } catch (RuntimeException failure) {
      events.end();
      if (connection != null) {
        connection.close();
      }
      throw failure;
    }
  }

  void expectOpen() {
    if (closed) {
      throw closed();
    }
    if (connection != null) {
      connection.expectOpen();
    }
  }

  private static GranaryException closed() {
    return new GranaryException(Code.CLOSED, "This granary has been closed.")
        .with("reason", "closed");
  }

  Promise call(Calls.Body body) {
    return Calls.async(
        () -> {
          expectOpen();
          return body.run();
        });
  }

  @Override
  public String backend() {
    return connection == null ? "memory" : "indexeddb";
  }

  @Override
  public String chunkForm() {
    return session.store().form().label();
  }

  @Override
  public Promise put(String key, JSObject source, Spec given, CoreTask of) {
    // Now, because the caller may give its memory away as soon as this returns.
    double length = Sources.lengthOf(source);
    return call(
        () -> {
          FileSpec spec = Spec.checked(given);
          Task task = new Task(of);
          Source opened = Sources.of(source, length, task);
          expectNotAborted(task, opened);
          FileSpec complete = Spec.completed(spec, opened);
          running.begin(task);
          PutTurn turn = null;
          try {
            boolean small = files.isSmall(complete);
            turn = turn(key, task, opened, small);
            if (small && length >= 0) {
              // Any other source may wait for what is outside.
              turn.enter(crowd);
            }
            Events.OnProgress own = (Events.OnProgress) of.getOnProgress();
            ProgressMeter meter = meter(key, complete.size(), own);
            FileWriter.Progress steps = meter;
            if (small) {
              // There may be thousands of them: that it is there is all that others need to know.
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
            return new FileHandle(this, stored);
          } finally {
            if (turn != null) {
              turn.release();
            }
            end(task);
          }
        });
  }

  /** Waits until nobody else writes the key; where there are no locks its writer does. */
  KeyLock turn(String key, Task task) {
    return lock == null ? null : lock.turn(key, task);
  }

  /** Waits in line to write a key, with all who write it here or elsewhere. */
  PutTurn turn(String key, Task task, boolean small) {
    return PutTurn.take(lines, key, task, lock, turns, small);
  }

  private PutTurn turn(String key, Task task, Source source, boolean small) {
    try {
      return turn(key, task, small);
    } catch (RuntimeException ended) {
      source.chunks().close();
      throw ended;
    }
  }

  /** Whoever aborts before it has begun still wants the source to know. */
  private static void expectNotAborted(Task task, Source source) {
    try {
      task.check();
    } catch (RuntimeException aborted) {
      source.chunks().close();
      throw aborted;
    }
  }

  /** Something is under way that may leave garbage: what was overwritten, or has failed. */
  void begin(Task task) {
    running.begin(task);
  }

  /** It is over. */
  void end(Task task) {
    running.end(task);
    housekeeping.garbage();
    surroundings.filling();
  }

  /** Something may have become garbage. */
  void garbage() {
    housekeeping.garbage();
  }

  /** More is stored than a moment ago. */
  void filling() {
    surroundings.filling();
  }

  ProgressMeter meter(String key, long size, Events.OnProgress own) {
    return new ProgressMeter(
        CLOCK,
        size,
        (loaded, total, speed, done) -> {
          String phase = done ? "done" : "download";
          events.progress(own, Events.progressed(key, phase, loaded, total, speed));
          surroundings.filling();
        });
  }

  @Override
  public Promise get(String key) {
    return call(
        () -> {
          OpenFile file = files.open(key);
          housekeeping.used();
          return file == null ? null : new FileHandle(this, file);
        });
  }

  @Override
  public Promise has(String key) {
    return call(() -> JSBoolean.valueOf(files.has(key)));
  }

  @Override
  public Promise list(String prefix) {
    return call(
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
    return call(
        () -> {
          List<String> gone =
              withDocuments ? files.deleteWithDocuments(key) : files.delete(key) ? List.of() : null;
          if (gone != null) {
            events.change("file", key, "delete");
            for (String document : gone) {
              events.change("document", document, "delete");
            }
            housekeeping.garbage();
          }
          return JSBoolean.valueOf(gone != null);
        });
  }

  @Override
  public Promise pin(String key, boolean pinned) {
    return call(
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
  public CoreHub hub() {
    return hub;
  }

  @Override
  public Promise exportBundle(JsArray keys) {
    return call(
        () -> {
          List<String> names = new ArrayList<>();
          for (int i = 0; i < keys.getLength(); i++) {
            names.add(((JSString) keys.get(i)).stringValue());
          }
          return new BundlePieces(this, new BundleExport(files, names, session.digests()));
        });
  }

  @Override
  public Promise importBundle(JSObject source, CoreTask of) {
    return call(
        () -> {
          Task task = new Task(of);
          ByteSource opened = Sources.bytes(source, task);
          running.begin(task);
          try {
            Events.OnProgress own = (Events.OnProgress) of.getOnProgress();
            return new Bundling(this, events, task, own).run(session, opened, turns);
          } finally {
            end(task);
          }
        });
  }

  @Override
  public CoreDocuments documents() {
    return documents;
  }

  @Override
  public Promise verify(String key, boolean repair, CoreTask of) {
    return call(
        () -> {
          Task task = new Task(of);
          running.begin(task);
          try {
            return Verifying.run(
                session, events, key, repair, task, (Events.OnProgress) of.getOnProgress());
          } finally {
            running.end(task);
            if (repair) {
              surroundings.filling();
            }
          }
        });
  }

  @Override
  public Promise stats() {
    return call(
        () -> Infos.stats(session.store().read(Keys.none().totals()).totals(), Space.ask()));
  }

  @Override
  public Promise clean(
      double unusedFor, double maxBytes, boolean cleanFiles, boolean dryRun, CoreTask of) {
    Clean.Request request = new Clean.Request((long) unusedFor, (long) maxBytes, cleanFiles);
    return call(
        () -> {
          Task task = new Task(of);
          task.check();
          running.begin(task);
          try {
            return Cleaning.run(session.clean(), request, dryRun, task);
          } finally {
            running.end(task);
            // Of what had gone before it was cancelled.
            housekeeping.garbage();
          }
        });
  }

  @Override
  public Promise persist() {
    // What is in memory nobody can promise to keep.
    return call(() -> JSBoolean.valueOf(connection != null && Space.persist()));
  }

  @Override
  public Promise clear() {
    return call(
        () -> {
          Outcome failure = new Clear(session.store(), CLOCK, session.sweep()).run();
          if (failure != null) {
            throw new GranaryException(
                Code.FAILED, "Not everything could be deleted; see the cause.", failure.cause());
          }
          events.change("", "", "clear");
          return null;
        });
  }

  /** Closes it; a second time does nothing, nor when it has ended by itself. */
  @Override
  public Promise close() {
    return Calls.async(
        () -> {
          if (!closed) {
            closed = true;
            if (!gone) {
              end();
            }
          }
          return null;
        });
  }

  private void end() {
    running.fail(closed());
    running.join();
    try {
      session.accessLog().flush();
    } catch (RuntimeException lost) {
      // Times of last use, on a connection that is gone.
    }
    if (connection != null) {
      connection.close();
    }
    letGo("closed");
  }

  /** The connection has ended by itself. Never suspends. */
  private void ended(String reason) {
    gone = true;
    running.fail(connection.closed());
    letGo(reason);
  }

  /** Lets go of what only a living session may hold. */
  private void letGo(String reason) {
    housekeeping.end();
    if (digestThread != null) {
      digestThread.end();
    }
    if (lock != null) {
      lock.release();
    }
    events.close(reason);
  }
}
