package dev.granary.web.dom;

import java.util.List;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSIndexer;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;
import org.teavm.jso.core.JSString;

/**
 * A JavaScript array. It has no type parameter: with one, TeaVM wraps every element, and adds the
 * code for that to the program.
 */
public interface JsArray extends JSObject {
  @JSProperty
  int getLength();

  @JSIndexer
  JSObject get(int index);

  void push(JSObject element);

  JSObject pop();

  /** Makes arrays. */
  final class Maker {
    private Maker() {}

    @JSBody(script = "return [];")
    public static native JsArray empty();

    @JSBody(params = "element", script = "return [element];")
    public static native JsArray of(JSObject element);

    public static JsArray strings(List<String> values) {
      JsArray strings = empty();
      for (String value : values) {
        strings.push(JSString.valueOf(value));
      }
      return strings;
    }
  }
}
