package dev.granary.web.api;

import dev.granary.Clock;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.chunk.ChunkLayout;
import dev.granary.file.ProgressMeter;
import dev.granary.file.WriterElection;
import dev.granary.session.Session;
import dev.granary.space.Owners;
import dev.granary.store.Batch;
import dev.granary.store.MemoryStore;
import dev.granary.store.Store;
import dev.granary.web.bridge.Calls;
import dev.granary.web.bridge.Promises;
import dev.granary.web.codec.WebDeflate;
import dev.granary.web.digest.DigestKernels;
import dev.granary.web.digest.DigestWorkerClient;
import dev.granary.web.digest.WebDigests;
import dev.granary.web.dom.Platform;
import dev.granary.web.dom.Promise;
import dev.granary.web.idb.Connection;
import dev.granary.web.idb.IndexedDbStore;
import dev.granary.web.source.Task;
import org.teavm.jso.JSObject;

/** One open store: how it comes to be, what all that is done in it shares, and how it ends. */
final class BrowserSession {
  private static final Clock CLOCK = System::currentTimeMillis;

  /** How often to look whether a key is still being written, where there is no lock to wait for. */
  private static final WriterElection.Pause PAUSE = () -> Promises.pause(100);

  private final Connection connection;
  private final OwnerLock lock;
  private final DigestWorkerClient digestThread;
  private final Events events;
  private final Session session;
  private final WriterElection turns;
  private final Housekeeping housekeeping;
  private final BrowserSpace surroundings;
  private final RunningTasks running = new RunningTasks();
  private final JSObject lines = WriteTurn.lines();
  private boolean closed;

  /** Whether the connection has ended without being closed. */
  private boolean gone;

  private BrowserSession(Settings settings, Store store, Connection connection, Events events) {
    this.connection = connection;
    this.events = events;
    DigestKernels kernels = DigestKernels.shared(settings.getFetchKernels());
    digestThread =
        settings.getStartWorker() == null
            ? null
            : new DigestWorkerClient(settings.getStartWorker(), kernels);
    String owner = Platform.randomName();
    lock = connection == null ? null : OwnerLock.take(settings.getName(), owner);
    Owners owners = lock == null ? Owners.byLease(CLOCK) : lock.owners(CLOCK);
    surroundings = new BrowserSpace(store, events, settings.getBudget(), connection == null);
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
    turns = lock == null ? WriterElection.byLife(session.owners(), PAUSE) : WriterElection.AT_ONCE;
    housekeeping = new Housekeeping(session);
    if (connection != null) {
      connection.whenReconnected(session.reader()::forget);
      connection.whenEnded(this::ended);
    }
  }

  /** Opens one in memory, or in a database. */
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

  Session session() {
    return session;
  }

  Events events() {
    return events;
  }

  boolean inMemory() {
    return connection == null;
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

  /** What elects a writer where {@link #turn} does not. */
  WriterElection turns() {
    return turns;
  }

  /** Waits for the key's lock; null where there are none, and its writer waits himself. */
  KeyLock lock(String key, Task task) {
    return lock == null ? null : lock.turn(key, task);
  }

  /** Waits in line to write a key, with all who write it here or elsewhere. */
  WriteTurn turn(String key, Task task, boolean small) {
    return WriteTurn.take(lines, key, task, lock, turns, small);
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

  /** It is over, and has left no garbage. */
  void over(Task task) {
    running.end(task);
  }

  /** Something may have become garbage. */
  void garbage() {
    housekeeping.garbage();
  }

  /** Something was opened. */
  void used() {
    housekeeping.used();
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

  /** Closes it; a second time does nothing, nor when it has ended by itself. */
  void close() {
    if (!closed) {
      closed = true;
      if (!gone) {
        end();
      }
    }
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
