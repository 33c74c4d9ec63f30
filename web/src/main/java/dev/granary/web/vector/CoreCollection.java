package dev.granary.web.vector;

import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Promise;
import dev.granary.web.source.CoreTask;
import org.teavm.jso.JSObject;
import org.teavm.jso.typedarrays.Float32Array;

/** A collection of vectors. */
public interface CoreCollection extends JSObject {
  /** Returns the number of items. */
  int size();

  /** Returns the bytes of the vectors and their index. */
  double bytes();

  /** Returns 'relaxed', 'simd' or 'java'. */
  String kernel();

  /** Inserts an item, and promises its id. */
  @Ts("Promise<string>")
  Promise insert(
      @Ts("Float32Array") Float32Array vector,
      @Ts("string | null") String id,
      @Ts("string | null") String metadata,
      @Ts("string | null") String text);

  /** Inserts the rows of a matrix. A list is empty, or has an item for each row. */
  @Ts("Promise<string[]>")
  Promise insertBatch(
      @Ts("Float32Array") Float32Array vectors,
      @Ts("string[]") JsArray ids,
      @Ts("(string | null)[]") JsArray metadata,
      @Ts("(string | null)[]") JsArray texts,
      CoreTask task);

  @Ts("Promise<RawMatch[]>")
  Promise search(CoreSearch search);

  /** Promises an item, or null. */
  @Ts("Promise<RawMatch | null>")
  Promise get(String id);

  boolean has(String id);

  @Ts("Promise<boolean>")
  Promise delete(String id);

  /** Gives up the rows of deleted items, and builds the index again. */
  @Ts("Promise<void>")
  Promise compact();

  /**
   * Promises the image of the collection as it is, in segments of about so many bytes. The caller
   * ends the image.
   */
  @Ts("Promise<CoreImage>")
  Promise image(int segmentBytes);

  /** Gives the memory back. All later calls fail. */
  void close();
}
