package dev.granary.vector;

import dev.granary.GranaryException;

/**
 * The port to the memory of an index: rows of floats, their codes of seven bits, their links on
 * level 0, and the loops over them. In plain Java these are arrays. In a browser they lie in the
 * linear memory of the kernels. An index keeps everything else, and sees no address.
 *
 * <p>A space does not count rows. The index says which row it means, below the capacity. The space
 * checks nothing per call.
 */
public interface VectorSpace {
  /** The most links that a row has on level 0. */
  int MAX_LINKS = 32;

  /** One kind of data that a space keeps for each row. */
  enum Part {
    FLOATS,
    CODES,
    LINKS
  }

  int dimensions();

  Metric metric();

  /** Returns how many rows have room. */
  int capacity();

  /**
   * Makes room for so many rows. When there is not enough memory, a {@link
   * GranaryException.Code#QUOTA} error follows, and all rows stay as they are.
   */
  void reserve(int rows);

  /** Makes room for links, now and in each {@link #reserve}. No row has links at first. */
  void addLinks();

  /** Returns how many bytes the space has taken. */
  double bytes();

  /** Stores a vector. The row has no links then, and its codes are not valid. */
  void set(int row, float[] vector);

  /** Copies a vector out. */
  void get(int row, float[] vector);

  /** Takes a quantiser, and makes room for codes. The codes of all rows are not valid then. */
  void quantise(Quantiser quantiser);

  /** Makes the codes of a row, and returns how many of its elements were out of range. */
  int encode(int row);

  /** Returns the scorer of the floats. */
  RowScorer floats();

  /** Returns the scorer of the codes, which needs a quantiser. */
  RowScorer codes();

  /** Copies the links of a row into {@code into}, and returns their number. */
  int links(int row, int[] into);

  /** Replaces the links of a row by at most {@link #MAX_LINKS} others. */
  void link(int row, int[] links, int count);

  /** Returns how many bytes one row has in an image of this part. */
  int imageBytes(Part part);

  /**
   * Copies rows of the image of a part out, in little-endian order. A snapshot consists of them.
   */
  void read(Part part, int row, int count, byte[] into);

  /**
   * Copies rows of an image in. The caller has made room, has set the quantiser, and has checked
   * the links: each list names at most {@link #MAX_LINKS} existing rows.
   */
  void write(Part part, int row, int count, byte[] from);
}
