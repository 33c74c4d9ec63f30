package dev.granary.compiled;

import dev.granary.chunk.ByteSource;
import dev.granary.chunk.ChunkBuffer;
import java.util.Arrays;

/**
 * Supplies content in small pieces. Like a browser's stream, it returns other memory than it was
 * given.
 */
final class PieceSource implements ByteSource {
  private final byte[] content;
  private final int piece;
  private int at;
  private boolean closed;

  PieceSource(byte[] content, int from, int piece) {
    this.content = content;
    this.at = from;
    this.piece = piece;
  }

  @Override
  public int read(ChunkBuffer into, int offset, int length) {
    int count = Math.min(Math.min(piece, length), content.length - at);
    if (count == 0) {
      return -1;
    }
    byte[] given = into.memory();
    byte[] back = given.clone();
    Arrays.fill(given, (byte) 0);
    System.arraycopy(content, at, back, offset, count);
    into.replace(back);
    at += count;
    return count;
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return at + (closed ? " closed" : " open");
  }
}
