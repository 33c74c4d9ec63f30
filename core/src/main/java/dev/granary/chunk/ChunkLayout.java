package dev.granary.chunk;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;

/**
 * How bytes divide: every chunk of a file has the same size but the last, which is shorter and
 * never empty.
 *
 * @param chunkSize bytes of a full chunk
 */
public record ChunkLayout(int chunkSize) {
  /** Measured: sizes from 8 to 64 MiB cannot be told apart in speed, and 1 MiB loses. */
  public static final int DEFAULT_SIZE = 10 * 1024 * 1024;

  public static final int SMALLEST = 64 * 1024;
  public static final int LARGEST = 64 * 1024 * 1024;

  /** Any size that makes progress: tests cut smaller than a caller may. */
  public ChunkLayout {
    if (chunkSize < 1) {
      throw new GranaryException(
              Code.INVALID, "A chunk has at least one byte; chunkSize is " + chunkSize + ".")
          .with("chunkSize", chunkSize);
    }
  }

  /** The layout that a caller asked for; INVALID when the size is not to be had. */
  public static ChunkLayout of(int chunkSize) {
    if (chunkSize < SMALLEST || chunkSize > LARGEST) {
      throw new GranaryException(
              Code.INVALID, "chunkSize must be from 64 KiB to 64 MiB; it is " + chunkSize + ".")
          .with("chunkSize", chunkSize);
    }
    return new ChunkLayout(chunkSize);
  }

  /** How many chunks so many bytes make. */
  public int count(long size) {
    return (int) ((size + chunkSize - 1) / chunkSize);
  }

  /** Where a chunk begins. */
  public long offset(int index) {
    return (long) index * chunkSize;
  }

  /** The size of one chunk of a file; zero behind its end. */
  public int length(int index, long size) {
    return (int) Math.max(0, Math.min(chunkSize, size - offset(index)));
  }
}
