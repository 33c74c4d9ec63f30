package dev.granary.web.vector;

import org.teavm.jso.JSObject;
import org.teavm.jso.typedarrays.Int8Array;

/**
 * The image of a collection, which the store takes segment by segment. Inserts and deletions wait
 * until its end.
 */
public interface CoreImage extends JSObject {
  int dimensions();

  /** Returns the number of items. */
  int items();

  /** Returns what a loader needs to know, as JSON. */
  String meta();

  /** Goes on to the next segment; false at the end. */
  boolean advance();

  /** Returns the place of this segment in the stored image, or -1 when the segment is new. */
  int kept();

  /** Returns the bytes of this segment. */
  @Ts("Int8Array")
  Int8Array bytes();

  /** Ends the image; says whether it was stored. */
  void end(boolean stored);
}
