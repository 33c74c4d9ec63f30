package dev.granary.text;

/**
 * Decodes UTF-8. A {@code Charset} would bring the code of every charset into the compiled program.
 */
public final class Utf8 {
  private Utf8() {}

  /** Decodes the bytes from {@code from} to {@code end}; gives null when they are not UTF-8. */
  public static String decode(byte[] bytes, int from, int end) {
    char[] text = new char[end - from];
    int size = 0;
    for (int at = from; at < end; ) {
      int lead = bytes[at++] & 0xff;
      if (lead < 0x80) {
        text[size++] = (char) lead;
        continue;
      }
      int following = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
      int point = lead & (0x3f >> following);
      if (lead < 0xc2 || lead > 0xf4 || following > end - at) {
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
