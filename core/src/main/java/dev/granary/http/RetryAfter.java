package dev.granary.http;

/** Reads how long a server asks to wait (RFC 9110): a number of seconds, or a date. */
final class RetryAfter {
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private static final long UNTOLD = -1;

  private RetryAfter() {}

  /** Gives the wait in milliseconds; negative when the header cannot be understood. */
  static long milliseconds(String header, long now) {
    if (header == null) {
      return UNTOLD;
    }
    String text = header.trim();
    long seconds = Digits.number(text, 0, text.length());
    if (seconds >= 0) {
      return seconds * 1000;
    }
    long date = date(text);
    return date < 0 ? UNTOLD : Math.max(0, date - now);
  }

  /** Reads a date such as "Sun, 06 Nov 1994 08:49:37 GMT", the form that servers send today. */
  private static long date(String text) {
    if (text.length() != 29 || !text.endsWith(" GMT")) {
      return UNTOLD;
    }
    long day = Digits.number(text, 5, 7);
    int month = MONTHS.indexOf(text.substring(8, 11));
    long year = Digits.number(text, 12, 16);
    long hour = Digits.number(text, 17, 19);
    long minute = Digits.number(text, 20, 22);
    long second = Digits.number(text, 23, 25);
    if (day < 0 || month < 0 || month % 3 != 0 || year < 0) {
      return UNTOLD;
    }
    if (hour < 0 || minute < 0 || second < 0) {
      return UNTOLD;
    }
    return (((days(year, month / 3 + 1, day) * 24 + hour) * 60 + minute) * 60 + second) * 1000;
  }

  /** Counts the days since 1970. Years begin in March here, so that a leap day is the last day. */
  private static long days(long year, int month, long day) {
    long y = month > 2 ? year : year - 1;
    long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return y * 365 + y / 4 - y / 100 + y / 400 + dayOfYear - 719468;
  }
}
