package dev.granary.web.bridge;

import org.teavm.jso.JSObject;

/** The caller has lost interest, for a reason of its own: that reason is what it gets back. */
public final class Aborted extends RuntimeException {
  private final transient JSObject reason;

  public Aborted(JSObject reason) {
    super("Aborted by the caller.");
    this.reason = reason;
  }

  public JSObject reason() {
    return reason;
  }
}
