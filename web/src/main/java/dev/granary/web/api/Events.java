package dev.granary.web.api;

import dev.granary.web.bridge.Yielding;
import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Platform;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/**
 * Tells JavaScript what happens, in a microtask: never while Java is in the middle of something.
 */
final class Events {
  /** The facade's function that dispatches an event. */
  @JSFunctor
  interface Emit extends JSObject {
    void event(String type, JSObject detail);
  }

  /** A caller's function that is told the progress. */
  @JSFunctor
  interface OnProgress extends JSObject {
    void progress(JSObject progress);
  }

  /** Is told what other contexts say, and whether that is all: then no event is made of it. */
  @JSFunctor
  interface Heard extends JSObject {
    boolean event(String type, JSObject detail);
  }

  private final Emit emit;
  private Heard heard = (type, detail) -> false;

  /** How the other contexts of the origin are told; null where there are none. */
  private final JSObject channel;

  /** What the others are to be told next: in one message, when much happens at once. */
  private JsArray untold;

  private boolean ended;

  /** Events of a store that others may have open, too, under a name; null for one that is alone. */
  Events(Emit emit, String name) {
    this.emit = emit;
    channel =
        name == null
            ? null
            : listen("granary:" + name, (type, detail) -> heard.event(type, detail), emit);
  }

  /** Who listens to other contexts. Must not suspend. */
  void whenHeard(Heard listener) {
    heard = listener;
  }

  void change(String kind, String key, String action) {
    send("change", changed(kind, key, action));
  }

  void evict(String key, long bytes) {
    change("file", key, "delete");
    send("evict", evicted(key, bytes));
  }

  void quota(double usage, double quota) {
    send("quota", filled(usage, quota));
  }

  /** Tells that it is closed, and nothing more from then on. */
  void close(String reason) {
    Platform.soon(() -> emit.event("close", closed(reason)));
    end();
  }

  /** Tells nothing more. */
  void end() {
    ended = true;
    if (channel != null) {
      flush();
      close(channel);
    }
  }

  /** Tells how far something is, everybody and the one who asked for it. */
  void progress(OnProgress own, JSObject progress) {
    send("progress", progress);
    tell(own, progress);
  }

  /** Tells one who has asked for it, who may be null. */
  static void tell(OnProgress own, JSObject progress) {
    if (own != null) {
      Platform.soon(() -> own.progress(progress));
    }
  }

  private void send(String type, JSObject detail) {
    if (ended) {
      return;
    }
    Platform.soon(() -> emit.event(type, detail));
    tellOthers(type, detail);
  }

  /** Tells other contexts alone; false where there can be none. */
  boolean tellOthers(String type, JSObject detail) {
    if (ended || channel == null) {
      return false;
    }
    if (untold == null) {
      untold = JsArray.Maker.empty();
      Yielding.soon(this::flush);
    }
    untold.push(event(type, detail));
    return true;
  }

  private void flush() {
    if (untold != null) {
      post(channel, untold);
      untold = null;
    }
  }

  @JSBody(
      params = {"name", "heard", "emit"},
      script =
          "if (typeof BroadcastChannel !== 'function') return null;"
              + " try { var channel = new BroadcastChannel(name);"
              + " channel.onmessage = function(message) { var data = message.data;"
              + " [data].concat(data.more || []).forEach(function(event) {"
              + " if (!heard(event.type, event.detail)) emit(event.type, event.detail); }); };"
              + " if (channel.unref) channel.unref(); return channel; } catch (e) { return null; }")
  private static native JSObject listen(String name, Heard heard, Emit emit);

  @JSBody(
      params = {"type", "detail"},
      script = "return { type: type, detail: detail };")
  private static native JSObject event(String type, JSObject detail);

  // Few are told one by one, because older Granaries know no others behind the first. A channel
  // that has been closed refuses what is still on its way.
  @JSBody(
      params = {"channel", "events"},
      script =
          "try { if (events.length > 4) events = [{ type: events[0].type, detail: events[0].detail,"
              + " more: events.slice(1) }]; events.forEach(function(event) {"
              + " channel.postMessage(event); }); } catch (e) {}")
  private static native void post(JSObject channel, JsArray events);

  @JSBody(params = "channel", script = "channel.close();")
  private static native void close(JSObject channel);

  @JSBody(
      params = {"kind", "key", "action"},
      script = "return { kind: kind, key: key, action: action };")
  private static native JSObject changed(String kind, String key, String action);

  @JSBody(
      params = {"key", "bytes"},
      script = "return { kind: 'file', key: key, bytes: bytes };")
  private static native JSObject evicted(String key, double bytes);

  @JSBody(
      params = {"usage", "quota"},
      script = "return { usage: usage, quota: quota };")
  private static native JSObject filled(double usage, double quota);

  @JSBody(params = "reason", script = "return { reason: reason };")
  private static native JSObject closed(String reason);

  /** How far something is, as JavaScript is told. */
  @JSBody(
      params = {"key", "phase", "loaded", "total", "speed"},
      script =
          "var progress = { key: key, phase: phase, loaded: loaded, bytesPerSecond: speed };"
              + " if (total >= 0) { progress.total = total;"
              + " if (speed > 0) progress.secondsLeft = Math.ceil((total - loaded) / speed); }"
              + " return progress;")
  static native JSObject progressed(
      String key, String phase, double loaded, double total, double speed);
}
