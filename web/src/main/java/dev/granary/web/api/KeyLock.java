package dev.granary.web.api;

import dev.granary.web.bridge.JsFailure;
import dev.granary.web.dom.Platform;
import dev.granary.web.dom.Promise;
import dev.granary.web.source.Task;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * The Web Lock that elects who writes a key, of all contexts of the origin: the others wait in
 * line. The engine passes it on when its holder's context ends, however it ends. It only saves
 * work, and correctness never depends on it.
 */
final class KeyLock {
  private final JSObject place;

  private KeyLock(JSObject place) {
    this.place = place;
  }

  /** Waits for its turn at a key. Where locks are refused it is everybody's. */
  static KeyLock take(String database, String key, Task task) {
    JSObject place = queue(Platform.locks(), "granary:" + database + ":write:" + key);
    try {
      task.awaitTurn(granted(place));
    } catch (JsFailure refused) {
      // As where there are no locks.
    } catch (RuntimeException ended) {
      leave(place);
      throw ended;
    }
    return new KeyLock(place);
  }

  void release() {
    leave(place);
  }

  // Who leaves the line before its turn lets it pass when it comes.
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
