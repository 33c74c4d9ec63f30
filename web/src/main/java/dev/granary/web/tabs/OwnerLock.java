package dev.granary.web.tabs;

import dev.granary.Clock;
import dev.granary.Task;
import dev.granary.catalog.Journal;
import dev.granary.file.KeyLocks;
import dev.granary.space.Owners;
import dev.granary.web.bridge.Awaited;
import dev.granary.web.bridge.JsFailure;
import dev.granary.web.bridge.Promises;
import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Listener;
import dev.granary.web.dom.Platform;
import dev.granary.web.dom.Promise;
import dev.granary.web.dom.Settled;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSString;

/**
 * Holds the Web Lock that shows other sessions that this session lives. The engine releases the
 * lock when the session's context ends, however the context ends. This class takes the locks of
 * keys as well.
 */
public final class OwnerLock implements KeyLocks {
  private final String database;
  private final String prefix;
  private final String own;
  private final Listener release;

  private OwnerLock(String database, String prefix, String own, Listener release) {
    this.database = database;
    this.prefix = prefix;
    this.own = own;
    this.release = release;
  }

  /**
   * Takes the lock of a session; returns null where there are no locks, or the engine refuses them.
   */
  public static OwnerLock take(String database, String owner) {
    JSObject locks = Platform.locks();
    if (locks == null) {
      return null;
    }
    String prefix = "granary:" + database + ":owner:";
    Awaited granted = new Awaited();
    String own = prefix + owner;
    hold(locks, own, granted::complete, reason -> granted.fail(new JsFailure(reason)));
    try {
      return new OwnerLock(database, prefix, own, (Listener) granted.join());
    } catch (JsFailure refused) {
      return null;
    }
  }

  @Override
  public Held take(String key, Task task) {
    return KeyLock.take(database, key, task);
  }

  public void release() {
    release.happened();
  }

  /**
   * Finds out which sessions live: those that hold a lock, or, if the engine refuses locks, those
   * whose lease runs.
   */
  public Owners owners(Clock clock) {
    return new Owners() {
      @Override
      public Predicate<Journal> living() {
        Set<String> held;
        try {
          held = held();
        } catch (RuntimeException refused) {
          return Owners.byLease(clock).living();
        }
        return journal -> held.contains(prefix + journal.owner());
      }

      @Override
      public boolean alone() {
        try {
          for (String name : held()) {
            if (name.startsWith(prefix) && !name.equals(own)) {
              return false;
            }
          }
          return true;
        } catch (RuntimeException refused) {
          return false;
        }
      }
    };
  }

  private static Set<String> held() {
    JsArray names = names(Promises.await(query(Platform.locks())));
    Set<String> held = new HashSet<>();
    for (int i = 0; i < names.getLength(); i++) {
      held.add(((JSString) names.get(i)).stringValue());
    }
    return held;
  }

  @JSFunctor
  private interface Granted extends JSObject {
    void with(Listener release);
  }

  @JSBody(
      params = {"locks", "name", "granted", "refused"},
      script =
          "try { locks.request(name, function() {"
              + " return new Promise(function(release) { granted(release); }); })"
              + ".then(undefined, refused); } catch (e) { refused(e); }")
  private static native void hold(JSObject locks, String name, Granted granted, Settled refused);

  @JSBody(params = "locks", script = "return locks.query();")
  private static native Promise query(JSObject locks);

  @JSBody(params = "found", script = "return found.held.map(function(lock) { return lock.name; });")
  private static native JsArray names(JSObject found);
}
