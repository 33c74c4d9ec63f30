package dev.granary.web.api;

import dev.granary.web.dom.Promise;
import org.teavm.jso.JSObject;

/** Verified pieces in their order. It reads the next piece while the caller uses the last one. */
public interface CoreReader extends JSObject {
  /** Gives the next piece, which is the caller's own; null at the end. */
  @Ts("Promise<Uint8Array<ArrayBuffer> | null>")
  Promise next();

  void cancel();
}
