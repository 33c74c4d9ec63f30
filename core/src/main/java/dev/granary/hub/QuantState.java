package dev.granary.hub;

import dev.granary.hub.quant.Quant;

/**
 * Describes how much of a quant is stored.
 *
 * @param loaded the stored bytes
 * @param error why the last download failed, or null
 */
public record QuantState(Quant quant, long loaded, Status status, String error) {
  /** What the store and its writers show of a quant. */
  public enum Status {
    /** Nothing is stored except files that other quants share. */
    AVAILABLE("available"),
    DOWNLOADING("downloading"),
    /** Some of it is stored, and no session continues the download. */
    PAUSED("paused"),
    DOWNLOADED("downloaded"),
    /** The last download failed, in this session. */
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
