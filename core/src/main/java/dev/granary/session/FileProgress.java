package dev.granary.session;

/**
 * How far one file is.
 *
 * @param total the bytes of all, or -1 as long as they are not known
 * @param bytesPerSecond zero as long as no speed is known
 * @param done whether the file is stored
 */
public record FileProgress(String key, long loaded, long total, long bytesPerSecond, boolean done) {

  /** Hears the progress of one call. Never suspends. */
  public interface Listener {
    /** Where no caller asked for progress. */
    Listener NONE = progress -> {};

    /** Tells how far the file is. */
    void progress(FileProgress progress);
  }
}
