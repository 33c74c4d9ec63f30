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

  /**
   * Tells callers of the core more than the code does. Each reason is one detail of the public
   * contract, too.
   */
  public enum Reason {
    /** A user paused the download; the stored bytes are kept. */
    PAUSED("paused", null),
    /** A user discarded the download, or deleted the repository of the file. */
    DISCARDED("discarded", null),
    /**
     * The platform is online, and the server gave no answer. The server may not run, or may not
     * allow this program to read its answers.
     */
    UNANSWERED("unanswered", null),
    /** The server sent a web page in place of the file. */
    WEB_PAGE("reason", "html");

    private final String detail;

    /** The value of the detail; null stands for true. */
    private final String value;

    Reason(String detail, String value) {
      this.detail = detail;
      this.value = value;
    }

    /** Returns the name of the detail, by which sessions name the reason in messages, too. */
    public String detail() {
      return detail;
    }
  }

  private final Code code;
  private final transient Map<String, Object> details = new HashMap<>();
  private Reason reason;

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

  /** Adds a detail unless a detail of this name is set. */
  public GranaryException withIfAbsent(String name, Object value) {
    details.putIfAbsent(name, value);
    return this;
  }

  /** Sets the reason, with its detail. */
  public GranaryException because(Reason why) {
    reason = why;
    return with(why.detail, why.value == null ? true : why.value);
  }

  /** Copies the details and the reason of another failure. */
  public GranaryException withAll(GranaryException other) {
    details.putAll(other.details);
    reason = other.reason;
    return this;
  }

  /** Returns the reason, or null where the code says enough. */
  public Reason reason() {
    return reason;
  }

  public Code code() {
    return code;
  }

  /** Returns a copy of the details. */
  public Map<String, Object> details() {
    return new HashMap<>(details);
  }
}
