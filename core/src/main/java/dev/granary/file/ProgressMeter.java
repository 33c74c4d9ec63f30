package dev.granary.file;

import dev.granary.Clock;
import dev.granary.catalog.FileSpec;

/** Turns stored bytes into progress for people: not too often, and with a steady speed. */
public final class ProgressMeter implements FileWriter.Progress {
  /** At most ten reports a second. */
  private static final long INTERVAL = 100;

  /** The half-life of the average speed, in milliseconds. */
  private static final long MEMORY = 2000;

  /** Receives progress. Never suspends. */
  public interface Listener {
    /**
     * Receives how far the file is.
     *
     * @param total the bytes of the whole file, or {@link FileSpec#UNKNOWN}
     * @param bytesPerSecond zero while the speed is unknown
     */
    void progress(long loaded, long total, long bytesPerSecond, boolean done);
  }

  private final Clock clock;
  private final long total;
  private final Listener listener;
  private long reportedAt;
  private long reportedBytes;
  private double speed;

  public ProgressMeter(Clock clock, long total, Listener listener) {
    this.clock = clock;
    this.total = total;
    this.listener = listener;
    this.reportedAt = clock.now();
  }

  /** Reports how large the file will be and how much is stored, before the first byte arrives. */
  public void begin(long stored) {
    reportedBytes = stored;
    listener.progress(stored, total, 0, false);
  }

  /** Reports how many bytes are stored. */
  @Override
  public void stored(long bytes) {
    long now = clock.now();
    // A clock that was set back counts as elapsed time.
    long passed = now < reportedAt ? INTERVAL : now - reportedAt;
    if (passed < INTERVAL) {
      return;
    }
    // A file that starts again has fewer bytes than before.
    double latest = Math.max(0, bytes - reportedBytes) * 1000.0 / passed;
    double weight = speed == 0 ? 1 : Math.min(1, (double) passed / MEMORY);
    speed += (latest - speed) * weight;
    reportedAt = now;
    reportedBytes = bytes;
    // More bytes than the server said: it reported the size of a compressed body.
    listener.progress(bytes, bytes > total ? FileSpec.UNKNOWN : total, (long) speed, false);
  }

  /** Reports that the whole file is stored. */
  public void done(long bytes) {
    listener.progress(bytes, bytes, (long) speed, true);
  }
}
