package dev.granary.web.api;

import dev.granary.session.Message;
import dev.granary.space.ItemKind;
import dev.granary.space.SpacePort;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** Asks the browser for the origin's space, and reports evictions and fill levels as events. */
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
    JSObject space = Space.ask();
    return new Figures(usage(space), quota(space), persisted(space));
  }

  @Override
  public void evicted(ItemKind kind, String key, long bytes) {
    if (kind != ItemKind.TENSOR) {
      events.tell(new Message.Change(kind.label(), key, "delete"));
    }
    events.tell(new Message.Evicted(kind.label(), key, bytes));
  }

  @Override
  public void filled(double usage, double quota) {
    events.tell(new Message.Filled(usage, quota));
  }

  @JSBody(params = "space", script = "return space.quota === undefined ? Infinity : space.quota;")
  private static native double quota(JSObject space);

  @JSBody(params = "space", script = "return space.usage === undefined ? 0 : space.usage;")
  private static native double usage(JSObject space);

  @JSBody(params = "space", script = "return space.persisted;")
  private static native boolean persisted(JSObject space);
}
