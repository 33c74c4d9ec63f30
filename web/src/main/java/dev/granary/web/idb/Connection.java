package dev.granary.web.idb;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.store.ChunkForm;
import dev.granary.web.bridge.Deferred;
import dev.granary.web.bridge.JsFailure;
import dev.granary.web.dom.Database;
import dev.granary.web.dom.Listener;
import java.util.ArrayList;
import java.util.List;
import org.teavm.jso.JSObject;

/**
 * Holds the connection to one database, for as long as the connection may be used.
 *
 * <p>A connection ends in one of three ways. Its owner closes it. It closes itself when another
 * page wants to upgrade or delete the database. Or the engine loses it: then the next use opens it
 * once more.
 */
public final class Connection {
  /** Receives the reason when the connection ends without its owner's doing. Never suspends. */
  public interface Ended {
    void because(String reason);
  }

  /** Starts a transaction. Never suspends. */
  interface Use<T> {
    Deferred<T> start(Database database);
  }

  private static final String LOST =
      "The browser closed the database by itself. Try again; if that fails, call open() again.";

  private final String name;
  private Ended listener = why -> {};
  private Listener reconnected = () -> {};
  private Database database;
  private ChunkForm form;

  /** The outcomes of the transactions under way. */
  private final List<Deferred<?>> inFlight = new ArrayList<>();

  /** The callers that wait for the reconnection under way; null when there is none. */
  private List<Deferred<Void>> reconnecting;

  /** Why the connection has ended; null while it has not. */
  private String reason;

  private Connection(String name) {
    this.name = name;
  }

  /** Opens a database, and creates it when it does not exist. */
  public static Connection open(String name) {
    Connection connection = new Connection(name);
    connection.connect();
    return connection;
  }

  /**
   * Sets the listener for the end of the connection. If the connection has ended, the listener is
   * called at once.
   */
  public void whenEnded(Ended listener) {
    this.listener = listener;
    if (reason != null) {
      listener.because(reason);
    }
  }

  private void connect() {
    Database opened = Opening.open(name);
    // Set before the first wait: a page that wants to delete this database must not wait for this
    // connection.
    opened.setOnversionchange(
        () -> {
          opened.close();
          if (database == null || database == opened) {
            end("upgraded");
          }
        });
    opened.setOnclose(() -> engineClosed(opened));
    try {
      form = new FormProbe(opened, inFlight).form();
      expectOpen();
    } catch (RuntimeException failure) {
      opened.close();
      throw reason == null ? failure : closed(failure);
    }
    database = opened;
  }

  /**
   * Sets the listener that is called when the engine has lost the connection and it is open again.
   */
  public void whenReconnected(Listener listener) {
    reconnected = listener;
  }

  private void engineClosed(Database which) {
    if (database == which) {
      database = null;
    }
    // Chromium forgets a transaction that began on a connection which Chromium was just closing: it
    // fires neither complete nor abort.
    for (Deferred<?> run : List.copyOf(inFlight)) {
      run.fail(lost(null));
    }
    inFlight.clear();
  }

  private void end(String why) {
    if (reason == null) {
      close(why);
      listener.because(why);
    }
  }

  /** Closes the connection: transactions under way end, and no other starts. */
  public void close() {
    if (reason == null) {
      close("closed");
    }
  }

  private void close(String why) {
    reason = why;
    if (database != null) {
      database.close();
    }
  }

  public ChunkForm form() {
    return form;
  }

  /** Throws CLOSED when the connection has ended. */
  public void expectOpen() {
    if (reason != null) {
      throw closed(null);
    }
  }

  /** Makes the error for a caller that still uses a connection which has ended. */
  public GranaryException closed() {
    return closed(null);
  }

  <T> Deferred<T> use(Use<T> use) {
    for (boolean again = false; ; again = true) {
      expectOpen();
      while (database == null) {
        reconnect();
        expectOpen();
      }
      try {
        Deferred<T> started = use.start(database);
        inFlight.removeIf(Deferred::settled);
        inFlight.add(started);
        return started;
      } catch (RuntimeException failure) {
        // The engine may have lost the connection and not have reported it yet.
        if (again || !isInvalidState(failure)) {
          throw failure;
        }
        database = null;
      }
    }
  }

  /** Opens the database once more. A caller that finds a reconnection under way waits for it. */
  private void reconnect() {
    if (reconnecting != null) {
      Deferred<Void> done = new Deferred<>();
      reconnecting.add(done);
      done.join();
      return;
    }
    reconnecting = new ArrayList<>();
    try {
      connect();
      // The database may be another one now: the user may have cleared the site's data.
      reconnected.happened();
    } catch (RuntimeException failure) {
      end("lost");
      throw closed(failure);
    } finally {
      List<Deferred<Void>> waiting = reconnecting;
      reconnecting = null;
      waiting.forEach(each -> each.complete(null));
    }
  }

  private static boolean isInvalidState(RuntimeException failure) {
    return JsFailure.of(failure).name().equals("InvalidStateError");
  }

  private GranaryException closed(Throwable cause) {
    String message =
        switch (reason) {
          case "upgraded" ->
              "This connection was closed because another tab upgrades or deletes the database."
                  + " Call open() again.";
          case "lost" -> LOST;
          default -> "This connection was closed. Call open() again.";
        };
    return ended(message, reason, cause);
  }

  /**
   * Says why a transaction was aborted that Granary did not abort. If the engine closed the
   * connection, the error is CLOSED.
   */
  static RuntimeException abortedBy(JSObject error) {
    JsFailure failure = new JsFailure(error);
    boolean closing = error == null || failure.getMessage().contains("onnection is closing");
    return closing ? lost(error == null ? null : failure) : failure;
  }

  /** Makes the error for work that the engine ended in the middle. */
  static GranaryException lost(Throwable cause) {
    return ended(LOST, "lost", cause);
  }

  private static GranaryException ended(String message, String why, Throwable cause) {
    return new GranaryException(Code.CLOSED, message, cause).with("reason", why);
  }
}
