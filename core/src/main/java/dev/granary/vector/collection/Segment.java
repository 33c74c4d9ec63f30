package dev.granary.vector.collection;

/**
 * One piece of an image: some rows of one part. Its bytes end with a trailer of {@link #TRAILER}
 * bytes that says which rows they are.
 *
 * @param first the first row; of {@link Part#DELETED} the first place in the list
 */
record Segment(Part part, int first, int rows) {
  static final int TRAILER = 12;

  /** The parts of an image, in their order, with their numbers in a trailer. */
  enum Part {
    QUANTISER(0),
    FLOATS(1),
    /** The rows of deleted items. */
    DELETED(2),
    /** Ids, metadata and texts. */
    ITEMS(3),
    /** The links of level 0. */
    LINKS(4),
    /** The links of the upper levels. */
    UPPER(5);

    static final int COUNT = 6;

    final int number;

    Part(int number) {
      this.number = number;
    }

    /** Returns the part with a number, or null. */
    static Part of(int number) {
      for (Part part : values()) {
        if (part.number == number) {
          return part;
        }
      }
      return null;
    }
  }

  int end() {
    return first + rows;
  }
}
