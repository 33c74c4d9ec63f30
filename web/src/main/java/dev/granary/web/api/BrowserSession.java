package dev.granary.web.api;

import dev.granary.Clock;
import dev.granary.Scheduler;
import dev.granary.chunk.ChunkLayout;
import dev.granary.download.SharedDownloads;
import dev.granary.file.ProgressMeter;
import dev.granary.file.WriteTurns;
import dev.granary.integrity.ModelContents;
import dev.granary.integrity.ScrubbedContent;
import dev.granary.session.Activity;
import dev.granary.session.Session;
import dev.granary.space.Owners;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.MemoryStore;
import dev.granary.store.Row;
import dev.granary.store.Store;
import dev.granary.tensor.TensorCache;
import dev.granary.web.bridge.Aborted;
import dev.granary.web.bridge.Calls;
import dev.granary.web.bridge.CoroutineScheduler;
import dev.granary.web.bridge.JsFailure;
import dev.granary.web.bridge.Promises;
import dev.granary.web.codec.WebDeflate;
import dev.granary.web.digest.DigestKernels;
import dev.granary.web.digest.DigestWorkerClient;
import dev.granary.web.digest.WebDigests;
import dev.granary.web.dom.Listener;
import dev.granary.web.dom.Platform;
import dev.granary.web.dom.Promise;
import dev.granary.web.http.WebHttp;
import dev.granary.web.idb.Connection;
import dev.granary.web.idb.IndexedDbStore;
import dev.granary.web.tabs.OwnerLock;
import org.teavm.jso.JSObject;

/** Holds one open store in a browser: opens the core over the platform, and closes both. */
final class BrowserSession {
  private static final Clock CLOCK = System::currentTimeMillis;
  private static final Scheduler SCHEDULER = CoroutineScheduler.INSTANCE;

  private final Connection connection;
  private final OwnerLock lock;
  private final DigestKernels kernels;
  private final DigestWorkerClient digestWorker;
  private final Events events;
  private final Session session;
  private final Activity activity;
  private final WriteTurns turns;
  private final SharedDownloads downloads;
  private final TensorCache tensorCache;
  private final Listener stopListening;
  private final Settings.Loader loadModels;
  private Listener onEnd = () -> {};

  /** The first of these waits for the part that has models, which sets its own. */
  private ModelContents models = this::contentOf;

  /** Whether the session has ended, by a close or because its connection ended. */
  private boolean over;

  private BrowserSession(Settings settings, Store store, Connection connection, Events events) {
    this.connection = connection;
    this.events = events;
    kernels = DigestKernels.shared(settings.getFetchKernels(), settings.getUnusable());
    digestWorker =
        settings.getStartWorker() == null
            ? null
            : new DigestWorkerClient(settings.getStartWorker(), kernels, settings.getUnusable());
    String owner = Platform.randomName();
    lock = connection == null ? null : OwnerLock.take(settings.getName(), owner);
    Owners owners = lock == null ? Owners.byLease(CLOCK) : lock.owners(CLOCK);
    session =
        Session.open(
            store,
            CLOCK,
            owners,
            owner,
            new WebDigests(digestWorker, kernels),
            ChunkLayout.of(settings.getChunkSize()),
            settings.getBudget() < Batch.UNLIMITED ? (long) settings.getBudget() : Batch.UNLIMITED,
            Settings.verify(settings.getVerify()),
            new BrowserSpace(events, connection == null),
            WebDeflate.ofPlatform(),
            SCHEDULER);
    loadModels = settings.getLoadModels();
    session.cutBy(
        (begun, source) -> {
          loadModels();
          return session.cutting().cut(begun, source);
        });
    activity = new Activity(session, SCHEDULER);
    tensorCache = new TensorCache((long) settings.getMemoryCache());
    turns = new WriteTurns(SCHEDULER, lock, session.owners());
    downloads =
        new SharedDownloads(
            session,
            activity,
            SCHEDULER,
            events,
            turns,
            () -> WebHttp.span(session.layout().chunkSize()));
    stopListening = Platform.whenHidden(activity::writeAccessesSoon);
    if (connection != null) {
      connection.whenReconnected(session.reader()::forget);
      connection.whenEnded(this::ended);
    }
  }

  /** Opens a store in memory, or in a database. */
  static BrowserSession open(Settings settings) {
    boolean inMemory = settings.isInMemory();
    Events events = new Events(settings.getEmit(), inMemory ? null : settings.getName());
    Connection connection = null;
    try {
      if (!inMemory) {
        connection = Connection.open(settings.getName());
      }
      Store store = inMemory ? new MemoryStore() : new IndexedDbStore(connection);
      return new BrowserSession(settings, store, connection, events);
    } catch (RuntimeException failure) {
      events.end();
      if (connection != null) {
        connection.close();
      }
      throw failure;
    }
  }

  /**
   * Calls the listener when this session ends, or now if the session has ended already. The
   * listener never suspends.
   */
  void onEnd(Listener listener) {
    if (over) {
      listener.happened();
    } else {
      onEnd = listener;
    }
  }

  Session session() {
    return session;
  }

  Events events() {
    return events;
  }

  /** Returns what is under way in the session. */
  Activity activity() {
    return activity;
  }

  /** Returns the turns of the writers. */
  WriteTurns turns() {
    return turns;
  }

  SharedDownloads downloads() {
    return downloads;
  }

  /** Says whether a worker computes digests. */
  boolean usesWorker() {
    return digestWorker != null && digestWorker.usable();
  }

  /** Says whether WebAssembly computes digests. */
  boolean usesKernels() {
    return kernels.ready();
  }

  /** Waits for the part that has models. It sets what cuts files, and what reads models. */
  private void loadModels() {
    try {
      Promises.await(loadModels.load());
    } catch (JsFailure failure) {
      throw new Aborted(failure.reason());
    }
  }

  private ScrubbedContent contentOf(Row tensors) {
    loadModels();
    return models.contentOf(tensors);
  }

  /** Returns what reads models for a scrub. */
  ModelContents models() {
    return models;
  }

  void useModels(ModelContents given) {
    models = given;
  }

  /** Returns the decoded tensors that are kept in memory. */
  TensorCache tensorCache() {
    return tensorCache;
  }

  /** Counts what is stored, for JavaScript. May suspend. */
  JSObject stats() {
    return Infos.stats(
        session.store().read(Keys.none().totals()).totals(), tensorCache, Space.ask());
  }

  boolean inMemory() {
    return connection == null;
  }

  void expectOpen() {
    activity.expectOpen();
    if (connection != null) {
      connection.expectOpen();
    }
  }

  Promise call(Calls.Body body) {
    return Calls.async(
        () -> {
          expectOpen();
          return body.run();
        });
  }

  ProgressMeter meter(String key, long size, Events.OnProgress own) {
    return new ProgressMeter(
        CLOCK,
        size,
        (loaded, total, speed, done) -> {
          String phase = done ? "done" : "download";
          events.progress(own, Events.progressed(key, phase, loaded, total, speed));
          activity.filling();
        });
  }

  /** Closes the store. Does nothing when the store is closed already, or has ended by itself. */
  void close() {
    if (activity.close()) {
      if (connection != null) {
        connection.close();
      }
      release("closed");
    }
  }

  /** Ends the store behind a connection that has ended by itself. Never suspends. */
  private void ended(String reason) {
    activity.fail(connection.closed());
    release(reason);
  }

  /** Releases what only a living session may hold. */
  private void release(String reason) {
    over = true;
    onEnd.happened();
    stopListening.happened();
    if (digestWorker != null) {
      digestWorker.end();
    }
    if (lock != null) {
      lock.release();
    }
    events.close(reason);
  }
}
