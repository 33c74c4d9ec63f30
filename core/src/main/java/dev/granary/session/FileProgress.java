package dev.granary.session;

/**
 * Tells how many bytes of one file have come.
 *
 * @param total the size of the file, or -1 while the size is not known
 * @param bytesPerSecond the speed, or zero while the speed is not known
 * @param done whether the file is stored
 */
public record FileProgress(String key, long loaded, long total, long bytesPerSecond, boolean done) {

  /** Receives the progress of one call. Never suspends. */
  public interface Listener {
    /** Ignores progress: the caller did not ask for it. */
    Listener NONE = progress -> {};

    /** Receives the latest progress. */
    void progress(FileProgress progress);
  }
}
