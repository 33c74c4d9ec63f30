package dev.granary.web.api;

import org.teavm.jso.JSObject;
import org.teavm.jso.typedarrays.Int8Array;

/** Hands out the image of a collection. The program of the vectors makes it. */
public interface CoreImageSource extends JSObject {
  int dimensions();

  /** Returns the number of items. */
  int items();

  /** Returns what a loader needs to know, as JSON. */
  String meta();

  /** Goes on to the next segment; false at the end. */
  boolean advance();

  /** Returns the place of this segment in the stored image, or -1 when the segment is new. */
  int kept();

  /** Returns the bytes of this segment, which then belong to the store. */
  @Ts("Int8Array")
  Int8Array bytes();
}
