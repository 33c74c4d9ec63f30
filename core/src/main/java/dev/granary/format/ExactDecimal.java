package dev.granary.format;

/**
 * Writes a floating-point number as JSON that gives the same number when it is parsed. Java's own
 * printing of a double would add 14 KB to the compiled program.
 */
final class ExactDecimal {
  /** So many digits tell any two doubles apart. */
  private static final int DIGITS = 17;

  /** The numbers of an array are digits to the base of 10,000, the lowest first. */
  private static final int BASE = 10_000;

  private ExactDecimal() {}

  /** Returns the JSON of a float with these bits. JSON has no number for infinity: a text. */
  static String ofFloat(int bits) {
    int exponent = bits >>> 23 & 0xff;
    int mantissa = bits & 0x7fffff;
    if (exponent == 0xff) {
      return special(bits < 0, mantissa != 0);
    }
    return exponent == 0
        ? text(bits < 0, mantissa, -149)
        : text(bits < 0, mantissa | 1 << 23, exponent - 150);
  }

  /** Returns the JSON of a double with these bits. */
  static String ofDouble(long bits) {
    int exponent = (int) (bits >>> 52) & 0x7ff;
    long mantissa = bits & 0xfffffffffffffL;
    if (exponent == 0x7ff) {
      return special(bits < 0, mantissa != 0);
    }
    return exponent == 0
        ? text(bits < 0, mantissa, -1074)
        : text(bits < 0, mantissa | 1L << 52, exponent - 1075);
  }

  private static String special(boolean negative, boolean nan) {
    return nan ? "\"NaN\"" : negative ? "\"-Infinity\"" : "\"Infinity\"";
  }

  /** Writes mantissa times 2 to the exponent. */
  private static String text(boolean negative, long mantissa, int exponent) {
    // 2^1024 has 78 digits to this base, and 5^1074 times a mantissa has 192.
    int[] number = new int[200];
    for (int i = 0; mantissa > 0; i++) {
      number[i] = (int) (mantissa % BASE);
      mantissa /= BASE;
    }
    // 2^-n is 5^n * 10^-n.
    int factor = exponent < 0 ? 5 : 2;
    for (int i = Math.abs(exponent); i > 0; i -= 6) {
      multiply(number, power(factor, Math.min(i, 6)));
    }
    return (negative ? "-" : "") + rounded(digits(number), Math.min(exponent, 0));
  }

  private static int power(int factor, int times) {
    int power = 1;
    for (int i = 0; i < times; i++) {
      power *= factor;
    }
    return power;
  }

  private static void multiply(int[] number, int factor) {
    int carry = 0;
    for (int i = 0; i < number.length; i++) {
      int product = number[i] * factor + carry;
      number[i] = product % BASE;
      carry = product / BASE;
    }
  }

  /** Returns the digits of a number, without zeros before the first one. */
  private static String digits(int[] number) {
    StringBuilder digits = new StringBuilder();
    for (int i = number.length - 1; i >= 0; i--) {
      if (number[i] > 0 || digits.length() > 0) {
        String four = Integer.toString(BASE + number[i]);
        digits.append(digits.length() > 0 ? four.substring(1) : Integer.toString(number[i]));
      }
    }
    return digits.toString();
  }

  /** Rounds to 17 digits and drops zeros at the end. */
  private static String rounded(String digits, int exponent) {
    char[] kept = digits.substring(0, Math.min(digits.length(), DIGITS)).toCharArray();
    int power = exponent + digits.length() - kept.length;
    boolean up = digits.length() > DIGITS && digits.charAt(DIGITS) >= '5';
    int last = kept.length;
    while (last > 0 && (up ? kept[last - 1] == '9' : kept[last - 1] == '0')) {
      last--;
    }
    if (last == 0) {
      return up ? "1e" + (power + kept.length) : "0";
    }
    if (up) {
      kept[last - 1]++;
    }
    power += kept.length - last;
    return new String(kept, 0, last) + (power == 0 ? "" : "e" + power);
  }
}
