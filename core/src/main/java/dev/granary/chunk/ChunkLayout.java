package dev.granary.chunk;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;

/**
 * Divides bytes into chunks. All chunks of a file have the same size except the last, which may be
 * shorter and is never empty.
 *
 * @param chunkSize bytes of a full chunk
 */
public record ChunkLayout(int chunkSize) {
  /** Measured: sizes from 8 to 64 MiB are equally fast, and 1 MiB is slower. */
  public static final int DEFAULT_SIZE = 10 * 1024 * 1024;

  public static final int SMALLEST = 64 * 1024;
  public static final int LARGEST = 64 * 1024 * 1024;

  /** Accepts any positive size: tests use chunks smaller than a caller may. */
  public ChunkLayout {
    if (chunkSize < 1) {
      throw new GranaryException(
              Code.INVALID, "A chunk has at least one byte; chunkSize is " + chunkSize + ".")
          .with("chunkSize", chunkSize);
    }
  }

  /** Returns the layout that a caller asked for; INVALID when the size is out of range. */
  public static ChunkLayout of(int chunkSize) {
    if (chunkSize < SMALLEST || chunkSize > LARGEST) {
      throw new GranaryException(
              Code.INVALID, "chunkSize must be from 64 KiB to 64 MiB; it is " + chunkSize + ".")
          .with("chunkSize", chunkSize);
    }
    return new ChunkLayout(chunkSize);
  }

  /** Returns how many chunks a file of this size has. */
  public int count(long size) {
    return (int) ((size + chunkSize - 1) / chunkSize);
  }

  /** Returns the offset of a chunk in the file. */
  public long offset(int index) {
    return (long) index * chunkSize;
  }

  /** Returns the size of one chunk of a file; zero behind the end of the file. */
  public int length(int index, long size) {
    return (int) Math.max(0, Math.min(chunkSize, size - offset(index)));
  }
}
