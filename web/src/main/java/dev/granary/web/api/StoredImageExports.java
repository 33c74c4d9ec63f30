package dev.granary.web.api;

import dev.granary.collection.OpenCollection;
import dev.granary.web.dom.Promise;
import org.teavm.jso.typedarrays.Int8Array;

/** Exports the stored image of one collection to JavaScript. */
final class StoredImageExports implements CoreStoredImage {
  private final BrowserSession store;
  private final OpenCollection image;

  StoredImageExports(BrowserSession store, OpenCollection image) {
    this.store = store;
    this.image = image;
  }

  @Override
  public double generation() {
    return image.manifest().generation();
  }

  @Override
  public String meta() {
    return image.manifest().meta();
  }

  @Override
  public Promise next() {
    return store.call(
        () -> {
          byte[] segment = image.nextSegment();
          return segment == null ? null : Int8Array.fromJavaArray(segment);
        });
  }
}
