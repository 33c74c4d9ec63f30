package dev.granary.hub.api;

import dev.granary.chunk.ByteSource;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.text.Utf8;

/** Reads the text of an answer, which is UTF-8 and bounded. */
final class Text {
  /** The bytes that one read asks for. A page of a listing takes a few of them. */
  private static final int PIECE = 1 << 16;

  private Text() {}

  /** Reads all of an answer; gives null when it is longer than allowed, or not UTF-8. */
  static String read(ByteSource body, int longest) {
    ChunkBuffer buffer = new ChunkBuffer(PIECE);
    byte[] all = new byte[PIECE];
    int length = 0;
    for (int read = body.read(buffer, 0, PIECE); read >= 0; read = body.read(buffer, 0, PIECE)) {
      if (read > longest - length) {
        return null;
      }
      if (length + read > all.length) {
        byte[] longer = new byte[Math.max(2 * all.length, length + read)];
        System.arraycopy(all, 0, longer, 0, length);
        all = longer;
      }
      System.arraycopy(buffer.memory(), 0, all, length, read);
      length += read;
    }
    return Utf8.decode(all, 0, length);
  }
}
