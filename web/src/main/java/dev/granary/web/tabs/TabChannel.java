package dev.granary.web.tabs;

import dev.granary.web.bridge.Yielding;
import dev.granary.web.dom.JsArray;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** Carries events between the sessions of one store over a BroadcastChannel. */
public final class TabChannel {
  /** Receives an event of another session. Must not suspend. */
  @JSFunctor
  public interface Hearing extends JSObject {
    void event(String type, JSObject detail);
  }

  /** Null where the platform has no channels, or allows none. */
  private final JSObject channel;

  /** The events to send next; many events at once go in one message. */
  private JsArray unsent;

  /** Opens the channel between the sessions of the store with this name. */
  public TabChannel(String name, Hearing hearing) {
    channel = listen("granary:" + name, hearing);
  }

  /** Sends an event to the other sessions soon; returns false where there can be none. */
  public boolean tell(JSObject event) {
    if (channel == null) {
      return false;
    }
    if (unsent == null) {
      unsent = JsArray.Maker.empty();
      Yielding.soon(this::flush);
    }
    unsent.push(event);
    return true;
  }

  /** Sends the events that are not sent yet, and closes the channel. */
  public void close() {
    if (channel != null) {
      flush();
      close(channel);
    }
  }

  private void flush() {
    if (unsent != null) {
      post(channel, unsent);
      unsent = null;
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

  /** Makes an event in the form in which the channel carries it. */
  @JSBody(
      params = {"type", "detail"},
      script = "return { type: type, detail: detail };")
  public static native JSObject event(String type, JSObject detail);

  // Up to four events go one by one, because older releases of Granary read only the first event of
  // a message. A closed channel throws on a late message.
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
