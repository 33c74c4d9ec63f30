package dev.granary;

import java.util.HashMap;
import java.util.Map;

/**
 * The one exception of the core. Its code and details are part of the public contract; its message
 * is for people.
 */
public final class GranaryException extends RuntimeException {
  /** What went wrong, as the public contract names it. */
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
    /** The platform's storage failed, for a reason of its own that is the cause. */
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

  /** Adds one detail: a string, a boolean, a number, or a map of such. */
  public GranaryException with(String name, Object value) {
    details.put(name, value);
    return this;
  }

  public Code code() {
    return code;
  }

  /** A copy of the details. */
  public Map<String, Object> details() {
    return new HashMap<>(details);
  }
}
