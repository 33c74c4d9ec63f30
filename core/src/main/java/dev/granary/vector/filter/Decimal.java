package dev.granary.vector.filter;

/**
 * Reads JSON numbers as doubles. Numbers of up to fifteen digits are exact. Longer ones may differ
 * from the nearest double in the last bit, and equal texts give equal numbers. Java's own parser
 * would add 14 KB to the download.
 */
final class Decimal {
  private static final int DIGITS = 18;

  /** Ten to this power is the largest that a double holds exactly. */
  private static final int LARGEST = 22;

  private static final double[] POWERS = new double[LARGEST + 1];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  private Decimal() {}

  /** Returns the value of a number that the JSON reader has accepted. */
  static double of(String text) {
    boolean negative = text.charAt(0) == '-';
    int at = negative ? 1 : 0;
    double digits = 0;
    int count = 0;
    int exponent = 0;
    boolean fraction = false;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '.') {
        fraction = true;
      } else if (c == 'e' || c == 'E') {
        exponent += exponent(text, at + 1);
        break;
      } else if (count < DIGITS) {
        digits = digits * 10 + (c - '0');
        count += digits == 0 ? 0 : 1;
        exponent -= fraction ? 1 : 0;
      } else {
        exponent += fraction ? 0 : 1;
      }
    }
    double value = scaled(digits, exponent);
    return negative ? -value : value;
  }

  private static int exponent(String text, int from) {
    boolean negative = text.charAt(from) == '-';
    int at = negative || text.charAt(from) == '+' ? from + 1 : from;
    int value = 0;
    for (; at < text.length(); at++) {
      // Beyond a thousand the number is zero or infinite anyway.
      value = Math.min(1000, value * 10 + (text.charAt(at) - '0'));
    }
    return negative ? -value : value;
  }

  private static double scaled(double digits, int exponent) {
    double value = digits;
    for (int left = exponent; left > 0; left -= LARGEST) {
      value *= POWERS[Math.min(left, LARGEST)];
    }
    for (int left = -exponent; left > 0; left -= LARGEST) {
      value /= POWERS[Math.min(left, LARGEST)];
    }
    return value;
  }
}
