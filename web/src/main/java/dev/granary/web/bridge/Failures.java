package dev.granary.web.bridge;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.web.dom.JsArray;
import java.util.Map;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSExceptions;
import org.teavm.jso.JSObject;

/**
 * Converts a failure for JavaScript. The facade makes a GranaryError of the raw error, and the
 * cause is the very object that JavaScript threw. An abort becomes the caller's own reason.
 */
public final class Failures {
  private Failures() {}

  /** Returns the value to reject with. */
  public static JSObject toJs(Throwable failure) {
    if (failure instanceof Aborted aborted) {
      return aborted.reason();
    }
    if (failure instanceof GranaryException known) {
      return raw(known);
    }
    return raw(Code.FAILED.name(), message(failure), object(Map.of()), original(failure));
  }

  private static JSObject raw(GranaryException failure) {
    Throwable cause = failure.getCause();
    return raw(
        failure.code().name(),
        failure.getMessage(),
        object(failure.details()),
        cause == null ? null : cause instanceof GranaryException ? toJs(cause) : original(cause));
  }

  private static JSObject object(Map<?, ?> details) {
    JsArray entries = JsArray.Maker.empty();
    for (Map.Entry<?, ?> detail : details.entrySet()) {
      String name = (String) detail.getKey();
      Object value = detail.getValue();
      if (value instanceof Number number) {
        entries.push(entry(name, number.doubleValue()));
      } else if (value instanceof Boolean flag) {
        entries.push(entry(name, flag));
      } else if (value instanceof Map<?, ?> more) {
        entries.push(entry(name, object(more)));
      } else {
        entries.push(entry(name, (String) value));
      }
    }
    return fromEntries(entries);
  }

  /** Returns the object that JavaScript threw; null for a failure of Java. */
  private static JSObject original(Throwable failure) {
    return failure instanceof JsFailure thrown
        ? thrown.reason()
        : JSExceptions.getJSException(failure);
  }

  // The message omits the name of the class: asking a JavaScript error for it crashes.
  private static String message(Throwable failure) {
    String message = failure.getMessage();
    return message == null
        ? "Granary failed inside, and the failure has no message; see the cause."
        : message;
  }

  // A name may be __proto__: an assignment would set no property.
  @JSBody(params = "entries", script = "return Object.fromEntries(entries);")
  private static native JSObject fromEntries(JsArray entries);

  @JSBody(
      params = {"name", "value"},
      script = "return [name, value];")
  private static native JSObject entry(String name, double value);

  @JSBody(
      params = {"name", "value"},
      script = "return [name, value];")
  private static native JSObject entry(String name, boolean value);

  @JSBody(
      params = {"name", "value"},
      script = "return [name, value];")
  private static native JSObject entry(String name, String value);

  @JSBody(
      params = {"name", "value"},
      script = "return [name, value];")
  private static native JSObject entry(String name, JSObject value);

  @JSBody(
      params = {"code", "message", "details", "cause"},
      script =
          "return { granary: 1, code: code, message: message, details: details,"
              + " cause: cause === null ? undefined : cause };")
  private static native JSObject raw(String code, String message, JSObject details, JSObject cause);
}
