package dev.granary.vector.text;

import java.util.List;

/**
 * The port to what finds the words of a text. A browser can use {@code Intl.Segmenter}, which knows
 * languages that put no spaces between words.
 */
public interface Words {
  /** Returns what finds words by Unicode: letters, digits, and the marks that follow them. */
  static Words unicode() {
    return new UnicodeWords();
  }

  /** Adds the words of a text, in lower case and in order. */
  void find(String text, List<String> words);
}
