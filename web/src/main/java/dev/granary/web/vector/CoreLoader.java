package dev.granary.web.vector;

import dev.granary.web.dom.Promise;
import org.teavm.jso.JSObject;
import org.teavm.jso.typedarrays.Int8Array;

/** Makes a collection of its stored image. */
public interface CoreLoader extends JSObject {
  /** Reads the next segment. */
  @Ts("Promise<void>")
  Promise add(@Ts("Int8Array") Int8Array segment);

  /** Promises the collection, after the last segment. */
  @Ts("Promise<CoreCollection>")
  Promise finish();
}
