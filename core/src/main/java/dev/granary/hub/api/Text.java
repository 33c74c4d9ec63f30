package dev.granary.hub.api;

import dev.granary.chunk.ByteSource;
import dev.granary.chunk.ChunkBuffer;

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
    return decode(all, length);
  }

  /**
   * Decodes UTF-8; gives null when the bytes are not UTF-8. A {@code Charset} would bring the code
   * of every charset into the compiled program.
   */
  static String decode(byte[] bytes, int length) {
    char[] text = new char[length];
    int size = 0;
    for (int at = 0; at < length; ) {
      int lead = bytes[at++] & 0xff;
      if (lead < 0x80) {
        text[size++] = (char) lead;
        continue;
      }
      int following = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
      int point = lead & (0x3f >> following);
      if (lead < 0xc2 || lead > 0xf4 || following > length - at) {
        return null;
      }
      for (int i = 0; i < following; i++) {
        int next = bytes[at++] & 0xff;
        if (next >> 6 != 2) {
          return null;
        }
        point = (point << 6) | (next & 0x3f);
      }
      boolean shortest = point >= (following == 1 ? 0x80 : following == 2 ? 0x800 : 0x10000);
      if (!shortest || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) {
        return null;
      }
      if (point >= 0x10000) {
        text[size++] = (char) (0xd800 + ((point - 0x10000) >> 10));
        point = 0xdc00 + (point & 0x3ff);
      }
      text[size++] = (char) point;
    }
    return new String(text, 0, size);
  }
}
