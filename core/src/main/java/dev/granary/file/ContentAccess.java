package dev.granary.file;

import dev.granary.GranaryException;
import dev.granary.catalog.ChunkRef;
import dev.granary.chunk.RandomAccess;
import dev.granary.file.OpenContent.Located;
import java.util.List;

/**
 * Reads verified ranges of open content in any order. It keeps the chunk that it read last, so that
 * a compressed chunk is decoded once for several reads.
 */
final class ContentAccess implements RandomAccess {
  private final OpenContent content;

  /** The chunk that was read last; null before the first read, and after a failure. */
  private Located chunk;

  ContentAccess(OpenContent content) {
    this.content = content;
  }

  @Override
  public long size() {
    return content.size();
  }

  @Override
  public byte[] read(long at, int length) {
    try {
      RandomAccess.expectInside(at, length, size());
    } catch (GranaryException outside) {
      throw outside.with("key", content.key());
    }
    List<ChunkRef> chunks = content.chunks();
    byte[] bytes = new byte[length];
    long start = 0;
    for (int i = 0, filled = 0; filled < length; i++) {
      int size = chunks.get(i).size();
      long offset = at + filled - start;
      if (offset < size) {
        int part = (int) Math.min(length - filled, size - offset);
        System.arraycopy(read(i, (int) offset, part), 0, bytes, filled, part);
        filled += part;
      }
      start += size;
    }
    return bytes;
  }

  private byte[] read(int index, int offset, int length) {
    Located from = chunk != null && chunk.index() == index ? chunk : content.locate(index);
    chunk = null;
    byte[] bytes = content.begin(from, offset, length).join();
    chunk = from;
    return bytes;
  }
}
