package dev.granary.digest;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;

/** Converts bytes to hexadecimal text and back. */
public final class Hex {
  private static final String DIGITS = "0123456789abcdef";

  private Hex() {}

  /** Writes two lower-case digits for each byte. */
  public static String encode(byte[] bytes) {
    char[] text = new char[bytes.length * 2];
    for (int i = 0; i < bytes.length; i++) {
      text[2 * i] = DIGITS.charAt((bytes[i] >>> 4) & 0xf);
      text[2 * i + 1] = DIGITS.charAt(bytes[i] & 0xf);
    }
    return new String(text);
  }

  /** Reads digits of either case; INVALID for any other character, or an odd number of digits. */
  public static byte[] decode(String text) {
    if (text.length() % 2 != 0) {
      throw new GranaryException(
              Code.INVALID, "Hexadecimal text must have an even number of digits")
          .with("length", text.length());
    }
    byte[] bytes = new byte[text.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ((digit(text, 2 * i) << 4) | digit(text, 2 * i + 1));
    }
    return bytes;
  }

  /**
   * Returns the value of a digit. Unlike {@link Character#digit}, accepts no digits of other
   * scripts.
   */
  private static int digit(String text, int at) {
    char c = text.charAt(at);
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
      return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
      return c - 'A' + 10;
    }
    throw new GranaryException(Code.INVALID, "Not a hexadecimal digit").with("at", at);
  }
}
