package dev.granary.web.api;

import dev.granary.web.dom.Promise;
import org.teavm.jso.JSObject;

/** Exports the stored image of a collection, as it was when it was opened. */
public interface CoreStoredImage extends JSObject {
  double generation();

  /** Returns what a loader needs to know, as JSON. */
  String meta();

  /** Promises the next segment, verified; null after the last. */
  @Ts("Promise<Int8Array | null>")
  Promise next();
}
