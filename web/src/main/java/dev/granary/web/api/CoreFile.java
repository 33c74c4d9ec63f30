package dev.granary.web.api;

import dev.granary.web.dom.Promise;
import org.teavm.jso.JSObject;

/**
 * Exports an open file, unchanged since it was opened. A range is [start, end); a range out of
 * bounds is INVALID.
 */
public interface CoreFile extends JSObject {
  @Ts("RawFileInfo")
  JSObject info();

  @Ts("Promise<Blob>")
  Promise blob(double start, double end);

  @Ts("Promise<Uint8Array<ArrayBuffer>>")
  Promise bytes(double start, double end);

  CoreReader reader(double start, double end);

  /**
   * Returns the answer to a request with these headers; a header is null where the request has
   * none.
   */
  @Ts("RawAnswer")
  JSObject answer(
      String method,
      @Ts("string | null") String range,
      @Ts("string | null") String ifRange,
      @Ts("string | null") String ifNoneMatch);
}
