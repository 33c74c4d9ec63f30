package dev.granary.session;

/** How a download is stopped from outside. */
public enum StopKind {
  /** What has come is kept. */
  PAUSED("paused"),
  /** What has come is deleted. */
  DISCARDED("discarded");

  private final String label;

  StopKind(String label) {
    this.label = label;
  }

  /** The name of this in the details of an error, and between sessions. */
  public String label() {
    return label;
  }

  /** The kind of this name; {@link #PAUSED}, which loses nothing, for any other name. */
  public static StopKind of(String label) {
    return DISCARDED.label.equals(label) ? DISCARDED : PAUSED;
  }
}
