package dev.granary.web.vector;

import dev.granary.vector.text.Words;
import dev.granary.web.dom.JsArray;
import java.util.List;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSString;

/**
 * Finds words by {@code Intl.Segmenter}, or where there is none by Unicode letters, digits and the
 * marks that follow them.
 */
final class SegmenterWords implements Words {
  /** Returns the words of a text. */
  @JSFunctor
  private interface Finder extends JSObject {
    JsArray of(String text);
  }

  private final Finder finder = finder();

  @Override
  public void find(String text, List<String> words) {
    JsArray found = finder.of(text);
    for (int i = 0; i < found.getLength(); i++) {
      words.add(((JSString) found.get(i)).stringValue());
    }
  }

  @JSBody(
      script =
          "if (typeof Intl === 'object' && Intl.Segmenter) {"
              + " var segmenter = new Intl.Segmenter('en', { granularity: 'word' });"
              + " return function(text) { return Array.from(segmenter.segment(text.toLowerCase()))"
              + ".filter(function(part) { return part.isWordLike; })"
              + ".map(function(part) { return part.segment; }); }; }"
              + " var word = new RegExp('[\\\\p{L}\\\\p{N}][\\\\p{L}\\\\p{N}\\\\p{Mn}\\\\p{Mc}]*', 'gu');"
              + " return function(text) { return text.toLowerCase().match(word) || []; };")
  private static native Finder finder();
}
