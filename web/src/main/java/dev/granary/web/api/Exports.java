package dev.granary.web.api;

import dev.granary.web.bridge.Calls;
import dev.granary.web.dom.Promise;
import dev.granary.web.source.CoreTask;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSObject;

/**
 * Exports the compiled program to the facade. The build cuts the program into chunks behind these
 * exports: the base, which every page loads, and one chunk each for the hub, the models, the upkeep
 * and the stored collections.
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

  /** Returns the hub of the open store with this number. */
  @JSExport
  @Ts("Promise<CoreHub>")
  public static Promise hub(int id) {
    return HubExports.of(id);
  }

  /** Returns the models of the open store with this number. */
  @JSExport
  @Ts("Promise<CoreModels>")
  public static Promise models(int id) {
    return ModelExports.of(id);
  }

  /** Returns the upkeep of the open store with this number. */
  @JSExport
  @Ts("Promise<CoreUpkeep>")
  public static Promise upkeep(int id) {
    return UpkeepExports.of(id);
  }

  /** Returns the stored collections of the open store with this number. */
  @JSExport
  @Ts("Promise<CoreVectors>")
  public static Promise vectors(int id) {
    return VectorExports.of(id);
  }

  /** Makes a task, through which JavaScript aborts one call and hears its progress. */
  @JSExport
  @Ts("CoreTask")
  public static JSObject task(
      @Ts("((progress: Record<string, unknown>) => void) | null") JSObject onProgress) {
    return CoreTask.Maker.make(onProgress);
  }

  /** Does nothing: all work begins with a call of an export. */
  public static void main(String[] arguments) {}
}
