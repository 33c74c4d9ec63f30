package dev.granary.chunk;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;

/**
 * Supplies any range of some bytes, for readers of formats: an open file, a mapped file. The bytes
 * do not change.
 */
public interface RandomAccess {
  /** The size of bytes that are not all there yet: no range passes their end. */
  long UNKNOWN_SIZE = Long.MAX_VALUE;

  /** Gives the number of bytes, or {@link #UNKNOWN_SIZE}. */
  long size();

  /**
   * Reads a range, which must lie inside the bytes; INVALID when it does not. May suspend.
   *
   * @return the caller's own copy
   */
  byte[] read(long at, int length);

  /**
   * Reads the beginning of a range, as {@link #read} does: all of it, or as much as is there
   * without waiting.
   *
   * @param least how many bytes the caller needs
   * @param most the length of the range
   */
  default byte[] readSome(long at, int least, int most) {
    return read(at, most);
  }

  /** Checks that a range lies inside so many bytes; INVALID when it does not. */
  static void expectInside(long at, int length, long size) {
    if (at < 0 || length < 0 || at > size - length) {
      throw new GranaryException(
              Code.INVALID,
              "A read must lie inside the bytes: "
                  + length
                  + " bytes from "
                  + at
                  + " of "
                  + size
                  + ".")
          .with("at", at)
          .with("length", length)
          .with("size", size);
    }
  }
}
