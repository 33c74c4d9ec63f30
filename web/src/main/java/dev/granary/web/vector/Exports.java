package dev.granary.web.vector;

import dev.granary.vector.JavaVectorSpace;
import dev.granary.vector.VectorSpace;
import dev.granary.vector.collection.CollectionLoader;
import dev.granary.vector.collection.CollectionMeta;
import dev.granary.vector.collection.CollectionOptions;
import dev.granary.vector.collection.VectorCollection;
import dev.granary.web.bridge.Calls;
import dev.granary.web.dom.Promise;
import dev.granary.web.kernel.KernelChain;
import dev.granary.web.kernel.KernelLoader;
import dev.granary.web.source.CoreTask;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSObject;

/** Exports the program of the vectors to its facade. */
public final class Exports {
  private Exports() {}

  /**
   * Makes an empty collection. Each has a memory of its own, so that closing one gives all of it
   * back.
   */
  @JSExport
  @Ts("Promise<CoreCollection>")
  public static Promise collection(
      CollectionSettings settings,
      @Ts("(() => Promise<Response>) | null") KernelLoader.Fetch relaxed,
      @Ts("(() => Promise<Response>) | null") KernelLoader.Fetch baseline) {
    return Calls.async(
        () -> {
          CollectionOptions options = CollectionSettings.options(settings);
          KernelChain kernels = KernelChain.load(relaxed, baseline);
          VectorCollection collection =
              new VectorCollection(options, space(options, kernels), new SegmenterWords());
          return new CollectionExports(collection, kernels.link());
        });
  }

  private static VectorSpace space(CollectionOptions options, KernelChain kernels) {
    return kernels.memory() == null
        ? new JavaVectorSpace(options.dimensions(), options.metric())
        : new LinearVectorSpace(options.dimensions(), options.metric(), kernels.memory());
  }

  /** Begins to load a collection from its stored image. */
  @JSExport
  @Ts("Promise<CoreLoader>")
  public static Promise load(
      String meta,
      @Ts("(() => Promise<Response>) | null") KernelLoader.Fetch relaxed,
      @Ts("(() => Promise<Response>) | null") KernelLoader.Fetch baseline) {
    return Calls.async(
        () -> {
          CollectionMeta decoded = CollectionMeta.decode(meta);
          KernelChain kernels = KernelChain.load(relaxed, baseline);
          VectorSpace space = space(decoded.options(), kernels);
          CollectionLoader loader = new CollectionLoader(decoded, space, new SegmenterWords());
          return new LoaderExports(loader, kernels.link());
        });
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
