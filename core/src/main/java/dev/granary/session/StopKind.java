package dev.granary.session;

import dev.granary.GranaryException.Reason;

/** How a download is stopped from outside. */
public enum StopKind {
  /** What has come is kept. */
  PAUSED("paused", Reason.PAUSED),
  /** What has come is deleted. */
  DISCARDED("discarded", Reason.DISCARDED);

  private final String label;
  private final Reason reason;

  StopKind(String label, Reason reason) {
    this.label = label;
    this.reason = reason;
  }

  /** The reason of the error that callers of the download get. */
  public Reason reason() {
    return reason;
  }

  /** The name of this in messages to people, and between sessions. */
  public String label() {
    return label;
  }

  /** The kind of this name; {@link #PAUSED}, which loses nothing, for any other name. */
  public static StopKind of(String label) {
    return DISCARDED.label.equals(label) ? DISCARDED : PAUSED;
  }
}
