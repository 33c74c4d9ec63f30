package dev.granary.web.api;

import dev.granary.web.bridge.Calls;
import dev.granary.web.dom.Promise;
import dev.granary.web.source.CoreTask;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSObject;

/** The exports of the module. */
public final class Exports {
  private Exports() {}

  /** Opens a store. */
  @JSExport
  public static Promise open(Settings settings) {
    return Calls.async(() -> new StoreExports(BrowserSession.open(settings), settings.getHub()));
  }

  /** Says what this environment offers. */
  @JSExport
  public static Promise probe() {
    return Calls.async(Probe::run);
  }

  /** Makes a task for one call. */
  @JSExport
  public static JSObject task(JSObject onProgress) {
    return CoreTask.Maker.make(onProgress);
  }

  /** Nothing happens before something is called. */
  public static void main(String[] arguments) {}
}
