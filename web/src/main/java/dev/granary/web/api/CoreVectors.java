package dev.granary.web.api;

import dev.granary.web.dom.Promise;
import dev.granary.web.source.CoreTask;
import org.teavm.jso.JSObject;

/** Exports the stored collections of an open store. */
public interface CoreVectors extends JSObject {
  /** Opens the stored image of a collection, or promises null. */
  @Ts("Promise<CoreStoredImage | null>")
  Promise open(String name);

  /**
   * Saves an image, and promises its generation. Fails with CONFLICT when the stored image has
   * another generation than the one that the caller opened or saved last; 0 stands for none.
   */
  @Ts("Promise<number>")
  Promise save(String name, double generation, CoreImageSource image, CoreTask task);

  @Ts("Promise<RawCollectionInfo[]>")
  Promise list();

  @Ts("Promise<boolean>")
  Promise delete(String name);
}
