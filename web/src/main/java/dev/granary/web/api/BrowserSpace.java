package dev.granary.web.api;

import dev.granary.session.Message;
import dev.granary.space.SpacePort;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** The space of an origin, as the core asks for it, and the events of what becomes of it. */
final class BrowserSpace implements SpacePort {
  private final Events events;
  private final boolean inMemory;

  BrowserSpace(Events events, boolean inMemory) {
    this.events = events;
    this.inMemory = inMemory;
  }

  @Override
  public Figures ask() {
    if (inMemory) {
      return Figures.UNKNOWN;
    }
    JSObject told = Space.ask();
    return new Figures(usage(told), quota(told), persisted(told));
  }

  @Override
  public void evicted(String key, long bytes) {
    events.tell(Message.Change.file(key, false));
    events.tell(new Message.Evicted(key, bytes));
  }

  @Override
  public void filled(double usage, double quota) {
    events.tell(new Message.Filled(usage, quota));
  }

  @JSBody(params = "told", script = "return told.quota === undefined ? Infinity : told.quota;")
  private static native double quota(JSObject told);

  @JSBody(params = "told", script = "return told.usage === undefined ? 0 : told.usage;")
  private static native double usage(JSObject told);

  @JSBody(params = "told", script = "return told.persisted;")
  private static native boolean persisted(JSObject told);
}
