package dev.granary;

import java.util.HashMap;
import java.util.Map;

/**
 * Reports every failure of the core. The code and the details are part of the public contract; the
 * message is for people.
 */
public final class GranaryException extends RuntimeException {
  /** Names the kind of failure, as in the public contract. */
  public enum Code {
    INVALID,
    NOT_FOUND,
    QUOTA,
    INTEGRITY,
    CORRUPT,
    NETWORK,
    HTTP,
    GATED,
    UNSUPPORTED,
    CLOSED,
    CONFLICT,
    BLOCKED,
    /** The platform's storage failed. The cause is the platform's own error. */
    FAILED,
    VERSION
  }

  private final Code code;
  private final transient Map<String, Object> details = new HashMap<>();

  public GranaryException(Code code, String message) {
    super(message);
    this.code = code;
  }

  public GranaryException(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** Adds one detail: a string, a boolean, a number, or a map of such values. */
  public GranaryException with(String name, Object value) {
    details.put(name, value);
    return this;
  }

  public Code code() {
    return code;
  }

  /** Returns a copy of the details. */
  public Map<String, Object> details() {
    return new HashMap<>(details);
  }
}
