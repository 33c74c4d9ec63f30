package dev.granary.web.api;

import dev.granary.web.bridge.Calls;
import dev.granary.web.dom.Promise;
import dev.granary.web.source.CoreTask;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSObject;

/**
 * The exports of the compiled program. The build cuts it into chunks behind them: the base, which
 * every page loads, and one chunk each for the hub and the upkeep.
 */
public final class Exports {
  private Exports() {}

  /** Opens a store. */
  @JSExport
  @Ts("Promise<Core>")
  public static Promise open(Settings settings) {
    return Calls.async(() -> new StoreExports(BrowserSession.open(settings), settings.getHub()));
  }

  /** Says what this environment offers. */
  @JSExport
  @Ts("Promise<RawCapabilities>")
  public static Promise probe() {
    return Calls.async(Probe::run);
  }

  /** Gives the hub of the open store with this number. */
  @JSExport
  @Ts("Promise<CoreHub>")
  public static Promise hub(int id) {
    return HubExports.of(id);
  }

  /** Gives the upkeep of the open store with this number. */
  @JSExport
  @Ts("Promise<CoreUpkeep>")
  public static Promise upkeep(int id) {
    return UpkeepExports.of(id);
  }

  /** Makes a task, by which one call can be aborted and tells its progress. */
  @JSExport
  @Ts("CoreTask")
  public static JSObject task(
      @Ts("((progress: Record<string, unknown>) => void) | null") JSObject onProgress) {
    return CoreTask.Maker.make(onProgress);
  }

  /** Nothing happens before something is called. */
  public static void main(String[] arguments) {}
}
