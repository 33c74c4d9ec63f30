package dev.granary.web.tabs;

import dev.granary.Task;
import dev.granary.file.KeyLocks;
import dev.granary.web.bridge.JsFailure;
import dev.granary.web.bridge.Promises;
import dev.granary.web.dom.Platform;
import dev.granary.web.dom.Promise;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * Holds the Web Lock that elects the writer of a key among all contexts of the origin. The other
 * writers wait in line. The engine passes the lock on when its holder's context ends, however the
 * context ends.
 */
final class KeyLock implements KeyLocks.Held {
  private final JSObject place;

  private KeyLock(JSObject place) {
    this.place = place;
  }

  /** Waits for the lock of a key. Where the engine refuses locks, every writer may go on. */
  static KeyLock take(String database, String key, Task task) {
    JSObject place = queue(Platform.locks(), "granary:" + database + ":write:" + key);
    try {
      task.await(Promises.of(granted(place)));
    } catch (JsFailure refused) {
      // The writer goes on, as where there are no locks.
    } catch (RuntimeException failure) {
      leave(place);
      throw failure;
    }
    return new KeyLock(place);
  }

  @Override
  public void release() {
    leave(place);
  }

  // A writer that leaves the line before its turn passes the lock on as soon as the lock comes.
  @JSBody(
      params = {"locks", "name"},
      script =
          "var place = { leave: function() { place.left = true; } };"
              + " place.granted = new Promise(function(granted, refused) {"
              + " locks.request(name, function() { return place.left || new Promise("
              + "function(leave) { place.leave = leave; granted(place); }); })"
              + ".catch(refused); }); return place;")
  private static native JSObject queue(JSObject locks, String name);

  @JSBody(params = "place", script = "return place.granted;")
  private static native Promise granted(JSObject place);

  @JSBody(params = "place", script = "place.leave();")
  private static native void leave(JSObject place);
}
