package dev.granary.web.bridge;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSExceptions;
import org.teavm.jso.JSObject;

/** Carries a value that JavaScript threw or rejected with through Java, unchanged. */
public final class JsFailure extends RuntimeException {
  private final transient JSObject reason;

  public JsFailure(JSObject reason) {
    super(text(reason));
    this.reason = reason;
  }

  /** Finds the value that JavaScript threw behind TeaVM's own exception. */
  public static JsFailure of(RuntimeException failure) {
    return failure instanceof JsFailure known
        ? known
        : new JsFailure(JSExceptions.getJSException(failure));
  }

  public JSObject reason() {
    return reason;
  }

  /** Returns the name of the error, or an empty string. */
  public String name() {
    return nameOf(reason);
  }

  @JSBody(
      params = "reason",
      script = "return reason && typeof reason.name === 'string' ? reason.name : '';")
  private static native String nameOf(JSObject reason);

  @JSBody(
      params = "reason",
      script =
          "try { return reason && typeof reason.message === 'string'"
              + " ? reason.message : String(reason); } catch (e) { return ''; }")
  private static native String text(JSObject reason);
}
