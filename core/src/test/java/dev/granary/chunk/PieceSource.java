package dev.granary.chunk;

import java.util.List;

/**
 * Supplies bytes in pieces of the given sizes, over and over. A piece that does not fit is cut, as
 * any stream cuts it.
 */
final class PieceSource implements ByteSource {
  private final byte[] content;
  private final List<Integer> sizes;
  private int at;
  private int piece;

  PieceSource(byte[] content, List<Integer> sizes) {
    this.content = content;
    this.sizes = sizes.isEmpty() ? List.of(Integer.MAX_VALUE) : sizes;
  }

  /** Supplies the same bytes from a later offset. */
  PieceSource from(long offset) {
    at = (int) offset;
    return this;
  }

  @Override
  public int read(ChunkBuffer into, int offset, int length) {
    if (at == content.length) {
      return -1;
    }
    int size = sizes.get(piece++ % sizes.size());
    int read = Math.min(Math.min(size, length), content.length - at);
    System.arraycopy(content, at, into.memory(), offset, read);
    at += read;
    return read;
  }
}
