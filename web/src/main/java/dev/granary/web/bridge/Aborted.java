package dev.granary.web.bridge;

import org.teavm.jso.JSObject;

/**
 * Signals that the caller aborted the operation. The caller's own reason is what the promise
 * rejects with.
 */
public final class Aborted extends RuntimeException {
  private final transient JSObject reason;

  public Aborted(JSObject reason) {
    super("The caller aborted the operation.");
    this.reason = reason;
  }

  public JSObject reason() {
    return reason;
  }
}
