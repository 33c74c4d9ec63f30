package dev.granary.collection;

/** Hands out the image of a collection, segment by segment. Never suspends. */
public interface SegmentSource {
  /** Goes on to the next segment; false at the end. */
  boolean advance();

  /** Returns the place of this segment in the stored image, or -1 when the segment is new. */
  int kept();

  /** Returns the bytes of this segment, which then belong to the caller. */
  byte[] bytes();
}
