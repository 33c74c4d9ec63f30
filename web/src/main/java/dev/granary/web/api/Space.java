package dev.granary.web.api;

import dev.granary.web.bridge.JsFailure;
import dev.granary.web.bridge.Promises;
import dev.granary.web.dom.Platform;
import dev.granary.web.dom.Promise;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSUndefined;

/** Asks the browser for the origin's space. */
final class Space {
  private Space() {}

  /**
   * Returns an object with {@code persisted}, and with {@code quota} and {@code usage} where the
   * browser tells them.
   */
  static JSObject ask() {
    JSObject storage = Platform.storage();
    if (storage == null) {
      return space(JSUndefined.instance(), false);
    }
    return space(answer(estimate(storage)), isTrue(answer(persisted(storage))));
  }

  /**
   * Asks the browser to delete nothing of this origin by itself. Only a window can ask. Elsewhere
   * the result is what the browser has promised already.
   */
  static boolean persist() {
    JSObject storage = Platform.storage();
    return storage != null
        && (isTrue(answer(persist(storage))) || isTrue(answer(persisted(storage))));
  }

  private static JSObject answer(Promise promise) {
    try {
      return promise == null ? JSUndefined.instance() : Promises.await(promise);
    } catch (JsFailure refused) {
      return JSUndefined.instance();
    }
  }

  @JSBody(
      params = "storage",
      script =
          "try { return storage.estimate ? storage.estimate() : null; }"
              + " catch (e) { return null; }")
  private static native Promise estimate(JSObject storage);

  @JSBody(
      params = "storage",
      script =
          "try { return storage.persist ? storage.persist() : null; } catch (e) { return null; }")
  private static native Promise persist(JSObject storage);

  @JSBody(
      params = "storage",
      script =
          "try { return storage.persisted ? storage.persisted() : null; }"
              + " catch (e) { return null; }")
  private static native Promise persisted(JSObject storage);

  @JSBody(params = "value", script = "return value === true;")
  private static native boolean isTrue(JSObject value);

  @JSBody(
      params = {"estimate", "persisted"},
      script =
          "var space = { persisted: persisted };"
              + " if (estimate && estimate.quota !== undefined) space.quota = estimate.quota;"
              + " if (estimate && estimate.usage !== undefined) space.usage = estimate.usage;"
              + " return space;")
  private static native JSObject space(JSObject estimate, boolean persisted);
}
