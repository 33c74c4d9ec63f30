package dev.granary.http;

/** Whole numbers as headers tell them. */
final class Digits {
  /** More digits than any size or time has. */
  private static final int MOST = 15;

  private Digits() {}

  /** The number that stands there; -1 when it is none, or too large to be true. */
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
