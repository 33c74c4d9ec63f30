package dev.granary.hub;

import dev.granary.hub.quant.Quant;

/**
 * How far a quant is.
 *
 * @param loaded the bytes of it that are stored
 * @param error why it failed, or null
 */
public record QuantState(Quant quant, long loaded, Status status, String error) {
  /** What is seen of the store, and of who writes to it. */
  public enum Status {
    /** Nothing of it that others do not share is here. */
    AVAILABLE("available"),
    DOWNLOADING("downloading"),
    /** Some of it is here, and nobody goes on with it. */
    PAUSED("paused"),
    DOWNLOADED("downloaded"),
    /** Its last download failed, in this session. */
    FAILED("failed");

    private final String label;

    Status(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }
}
