package dev.granary.file;

import dev.granary.Pending;
import dev.granary.file.OpenFile.Located;

/**
 * One pass over a range of an open file: verified pieces, in order. While one is verified and used
 * the next is being read.
 */
public final class FileReading {
  /**
   * What is verified in one go: short enough for a window, which must not stand still for 16 ms
   * (CRC-32C in TeaVM's JavaScript: 565 MB/s at the least), a multiple of the verified block.
   */
  static final int PIECE = 4 * 1024 * 1024;

  private final OpenFile file;
  private final long end;
  private long at;

  /** The chunk that holds {@link #at}, and where it begins. */
  private int index;

  private long chunkStart;
  private Located chunk;
  private Pending<byte[]> ahead;

  FileReading(OpenFile file, long start, long end) {
    this.file = file;
    this.end = end;
    this.at = start;
    skipTo(start);
  }

  /** The next piece, which is the caller's own; null at the end. */
  public byte[] next() {
    Pending<byte[]> piece = ahead;
    ahead = null;
    if (piece == null) {
      if (at == end) {
        return null;
      }
      if (chunk == null || chunk.index() != index) {
        chunk = file.locate(index);
      }
      piece = begin();
    }
    try {
      // Only what needs no transaction of its own is read ahead.
      if (at < end && (chunk.index() == index || file.held(index) != null)) {
        chunk = chunk.index() == index ? chunk : file.locate(index);
        ahead = begin();
      }
      return piece.join();
    } catch (RuntimeException | Error failure) {
      close();
      throw failure;
    }
  }

  /** Ends the pass early: what is being read ahead is waited for and dropped. */
  public void close() {
    Pending<byte[]> last = ahead;
    ahead = null;
    at = end;
    if (last != null) {
      try {
        last.join();
      } catch (RuntimeException unwanted) {
        // Nobody asks for these bytes any more.
      }
    }
  }

  private Pending<byte[]> begin() {
    int offset = (int) (at - chunkStart);
    int limit = (int) Math.min(chunk.row().size(), end - chunkStart);
    int to = (int) Math.min(limit, (offset / PIECE + 1L) * PIECE);
    Pending<byte[]> piece = file.begin(chunk, offset, to - offset);
    skipTo(chunkStart + to);
    return piece;
  }

  private void skipTo(long position) {
    at = position;
    while (at < end && chunkStart + file.manifest().chunks().get(index).size() <= at) {
      chunkStart += file.manifest().chunks().get(index).size();
      index++;
    }
  }
}
