package dev.granary.web.api;

import dev.granary.web.dom.Promise;
import org.teavm.jso.JSObject;

/** Reads verified pieces in their order, and the next piece while the caller uses the last one. */
public interface CoreReader extends JSObject {
  /** Returns the next piece, which belongs to the caller; null at the end. */
  @Ts("Promise<Uint8Array<ArrayBuffer> | null>")
  Promise next();

  void cancel();
}
