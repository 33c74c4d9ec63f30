package dev.granary.vector.text;

import java.util.List;
import java.util.Locale;

/** Finds words of letters, digits and marks. */
final class UnicodeWords implements Words {
  @Override
  public void find(String text, List<String> words) {
    String lower = text.toLowerCase(Locale.ROOT);
    int start = -1;
    for (int at = 0; at < lower.length(); ) {
      int c = lower.codePointAt(at);
      boolean inWord = Character.isLetterOrDigit(c) || (start >= 0 && isMark(c));
      if (inWord && start < 0) {
        start = at;
      } else if (!inWord && start >= 0) {
        words.add(lower.substring(start, at));
        start = -1;
      }
      at += Character.charCount(c);
    }
    if (start >= 0) {
      words.add(lower.substring(start));
    }
  }

  private static boolean isMark(int c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }
}
