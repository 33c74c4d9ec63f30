package dev.granary.http;

/** Reads the whole numbers in headers. */
final class Digits {
  /** Bounds a number: no size or time has more digits. */
  private static final int MOST = 15;

  private Digits() {}

  /** Reads a number; gives -1 when the text is not a number, or has too many digits. */
  static long number(String text, int from, int to) {
    long number = 0;
    for (int i = from; i < to; i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      number = number * 10 + (digit - '0');
    }
    return from < to && to - from <= MOST ? number : -1;
  }
}
