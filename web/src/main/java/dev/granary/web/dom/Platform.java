package dev.granary.web.dom;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** Gives access to the global scope of a window, a worker or Node. */
public final class Platform {
  private Platform() {}

  /** Returns null where IndexedDB is missing or forbidden. */
  @JSBody(
      script =
          "try { return typeof indexedDB === 'undefined' || !indexedDB ? null : indexedDB; }"
              + " catch (e) { return null; }")
  public static native DatabaseFactory databases();

  /** Returns null where the context is not secure. */
  @JSBody(script = "return typeof crypto === 'undefined' || !crypto.subtle ? null : crypto.subtle;")
  public static native Subtle subtle();

  /** Returns null where there are no Web Locks. */
  @JSBody(
      script =
          "return typeof navigator === 'undefined' || !navigator.locks ? null : navigator.locks;")
  public static native JSObject locks();

  /** Returns null where the context is not secure. */
  @JSBody(
      script =
          "return typeof navigator === 'undefined' || !navigator.storage"
              + " ? null : navigator.storage;")
  public static native JSObject storage();

  /** Returns milliseconds, to measure durations. */
  @JSBody(script = "return performance.now();")
  public static native double elapsed();

  @JSBody(
      params = {"listener", "milliseconds"},
      script = "return setTimeout(listener, milliseconds);")
  public static native JSObject after(Listener listener, int milliseconds);

  /**
   * Calls the listener later, as {@link #after} does. In Node the timer alone does not keep the
   * program alive.
   */
  @JSBody(
      params = {"listener", "milliseconds"},
      script =
          "var timer = setTimeout(listener, milliseconds);"
              + " if (timer && timer.unref) timer.unref(); return timer;")
  public static native JSObject sometime(Listener listener, int milliseconds);

  /**
   * Calls the listener each time the page is hidden, where there is a page. Returns a function that
   * ends this.
   */
  @JSBody(
      params = "listener",
      script =
          "if (typeof document === 'undefined') return function() {};"
              + " function changed() { if (document.visibilityState === 'hidden') listener(); }"
              + " document.addEventListener('visibilitychange', changed);"
              + " return function() { document.removeEventListener('visibilitychange', changed); };")
  public static native Listener whenHidden(Listener listener);

  @JSBody(params = "timer", script = "clearTimeout(timer);")
  public static native void forget(JSObject timer);

  @JSBody(params = "listener", script = "queueMicrotask(listener);")
  public static native void soon(Listener listener);

  /** Returns a random name of 128 bits. */
  @JSBody(
      script =
          "var bytes = crypto.getRandomValues(new Uint8Array(16)); var name = '';"
              + " for (var i = 0; i < 16; i++) name += (256 + bytes[i]).toString(16).slice(1);"
              + " return name;")
  public static native String randomName();
}
