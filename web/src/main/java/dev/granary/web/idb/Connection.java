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
 * The connection to one database, for as long as it may be used.
 *
 * <p>It ends in one of three ways: its owner closes it; another page wants to upgrade or delete the
 * database, and then it makes way; the engine loses it, and then it is opened once more at its next
 * use.
 */
public final class Connection {
  /** Is told that the connection has ended without its owner's doing. Never suspends. */
  public interface Ended {
    void because(String reason);
  }

  /** Starts a transaction. Never suspends. */
  interface Use<T> {
    Deferred<T> start(Database database);
  }

  private static final String LOST = "The browser has closed the database by itself.";

  private final String name;
  private Ended listener = why -> {};
  private Listener reconnected = () -> {};
  private Database database;
  private ChunkForm form;

  /** What waits for a transaction. */
  private final List<Deferred<?>> inFlight = new ArrayList<>();

  /** Who waits for the reconnection under way; null when there is none. */
  private List<Deferred<Void>> reconnecting;

  /** Why it has ended, or null. */
  private String reason;

  private Connection(String name) {
    this.name = name;
  }

  /** Opens a database; makes it where there is none. */
  public static Connection open(String name) {
    Connection connection = new Connection(name);
    connection.connect();
    return connection;
  }

  /** Says who is told when it ends; at once when it has. */
  public void whenEnded(Ended told) {
    listener = told;
    if (reason != null) {
      told.because(reason);
    }
  }

  private void connect() {
    Database opened = Opening.open(name);
    // Before anything is awaited: whoever wants this database gone must not wait for us.
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

  /** Says who is told when the engine has lost it and it is there again. */
  public void whenReconnected(Listener told) {
    reconnected = told;
  }

  private void engineClosed(Database which) {
    if (database == which) {
      database = null;
    }
    // Chromium forgets a transaction that was begun on a connection it was just closing: neither
    // its completion nor its abort is ever told.
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

  /** Lets the transactions under way end, and starts no other. */
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

  /** CLOSED when it has ended. */
  public void expectOpen() {
    if (reason != null) {
      throw closed(null);
    }
  }

  /** What to tell who still works over a connection that has ended. */
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
        // The engine may have lost the connection without having told so yet.
        if (again || !isInvalidState(failure)) {
          throw failure;
        }
        database = null;
      }
    }
  }

  /** Opens the database once more; whoever finds that under way waits for it. */
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
      // It may be another database by now: the site's data may have been cleared.
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
              "This connection has made way for an upgrade, or a deletion: open it again.";
          case "lost" -> LOST;
          default -> "This connection has been closed.";
        };
    return ended(message, reason, cause);
  }

  /**
   * Why a transaction was aborted, when nobody here aborted it: as CLOSED if that was the engine.
   */
  static RuntimeException abortedBy(JSObject error) {
    JsFailure failure = new JsFailure(error);
    boolean closing = error == null || failure.getMessage().contains("onnection is closing");
    return closing ? lost(error == null ? null : failure) : failure;
  }

  /** What to tell whose work the engine has ended in its middle. */
  static GranaryException lost(Throwable cause) {
    return ended(LOST, "lost", cause);
  }

  private static GranaryException ended(String message, String why, Throwable cause) {
    return new GranaryException(Code.CLOSED, message, cause).with("reason", why);
  }
}
