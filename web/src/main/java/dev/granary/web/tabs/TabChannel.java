package dev.granary.web.tabs;

import dev.granary.web.bridge.Yielding;
import dev.granary.web.dom.JsArray;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** Carries events between the sessions of one store over a BroadcastChannel. */
public final class TabChannel {
  /** Hears an event of another session. Must not suspend. */
  @JSFunctor
  public interface Hearing extends JSObject {
    void event(String type, JSObject detail);
  }

  /** Null where the platform has no channels, or allows none. */
  private final JSObject channel;

  /** What the others are to be told next: in one message, when much happens at once. */
  private JsArray untold;

  /** Opens the channel of the sessions that have a store of this name open. */
  public TabChannel(String name, Hearing hearing) {
    channel = listen("granary:" + name, hearing);
  }

  /** Tells the other sessions of an event soon; false where there can be none. */
  public boolean tell(JSObject event) {
    if (channel == null) {
      return false;
    }
    if (untold == null) {
      untold = JsArray.Maker.empty();
      Yielding.soon(this::flush);
    }
    untold.push(event);
    return true;
  }

  /** Tells what is still untold, and closes the channel. */
  public void close() {
    if (channel != null) {
      flush();
      close(channel);
    }
  }

  private void flush() {
    if (untold != null) {
      post(channel, untold);
      untold = null;
    }
  }

  @JSBody(
      params = {"name", "hearing"},
      script =
          "if (typeof BroadcastChannel !== 'function') return null;"
              + " try { var channel = new BroadcastChannel(name);"
              + " channel.onmessage = function(message) { var data = message.data;"
              + " [data].concat(data.more || []).forEach(function(event) {"
              + " hearing(event.type, event.detail); }); };"
              + " if (channel.unref) channel.unref(); return channel; } catch (e) { return null; }")
  private static native JSObject listen(String name, Hearing hearing);

  /** An event as it travels. */
  @JSBody(
      params = {"type", "detail"},
      script = "return { type: type, detail: detail };")
  public static native JSObject event(String type, JSObject detail);

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
}
