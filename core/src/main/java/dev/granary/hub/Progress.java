package dev.granary.hub;

/**
 * How far the files of one download are, as one.
 *
 * @param phase plan before the first byte, then download, done at the end
 * @param file the path of the file that got on last; null before
 * @param files how many there are
 * @param filesDone how many of them are stored
 * @param loaded the bytes that are here, with those that were before
 * @param speed bytes per second; zero as long as nothing is known
 */
public record Progress(
    String phase, String file, int files, int filesDone, long loaded, long total, long speed) {

  /** Is told. Never suspends. */
  public interface Listener {
    void progress(Progress progress);
  }
}
