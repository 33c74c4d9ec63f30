package dev.granary.web.vector;

import dev.granary.vector.collection.CollectionLoader;
import dev.granary.vector.collection.VectorCollection;
import dev.granary.web.bridge.Calls;
import dev.granary.web.bridge.Yielding;
import dev.granary.web.dom.Promise;
import dev.granary.web.kernel.KernelChain;
import org.teavm.jso.typedarrays.Int8Array;

/** Exports the loading of one collection to JavaScript. */
final class LoaderExports implements CoreLoader {
  /** So many rows are read in well below a millisecond, unless they have long texts. */
  private static final int ROWS_AT_ONCE = 32;

  private final CollectionLoader loader;
  private final KernelChain.Link link;

  LoaderExports(CollectionLoader loader, KernelChain.Link link) {
    this.loader = loader;
    this.link = link;
  }

  @Override
  public Promise add(Int8Array segment) {
    return Calls.async(
        () -> {
          Yielding yielding = new Yielding();
          loader.add(segment.toJavaArray());
          while (loader.step(ROWS_AT_ONCE)) {
            yielding.take();
          }
          return null;
        });
  }

  @Override
  public Promise finish() {
    return Calls.async(
        () -> {
          VectorCollection collection = loader.finish();
          // Without codes the first searches would be slow. Links may come later.
          Yielding yielding = new Yielding();
          while (collection.quantised() && !collection.usesCodes() && collection.work(1)) {
            yielding.take();
          }
          CollectionExports open = new CollectionExports(collection, link);
          open.workLater();
          return open;
        });
  }
}
