package dev.granary.hub;

/**
 * Reports the progress of all files of one download together.
 *
 * @param phase plan before the first byte, then download, done at the end
 * @param file the path of the file that advanced last; null before the first
 * @param files the number of files
 * @param filesDone the number of files that are stored
 * @param loaded the stored bytes, also those that were stored before the download
 * @param speed bytes per second; zero while it is not known
 */
public record Progress(
    String phase, String file, int files, int filesDone, long loaded, long total, long speed) {

  /** Receives the progress. Never suspends. */
  public interface Listener {
    void progress(Progress progress);
  }
}
