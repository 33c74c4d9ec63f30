package dev.granary.file;

import dev.granary.Clock;
import dev.granary.catalog.FileSpec;

/**
 * Turns stored bytes into what people want to see: not too often, with a speed that does not jump.
 */
public final class ProgressMeter implements FileWriter.Progress {
  /** Ten times a second at most. */
  private static final long INTERVAL = 100;

  /** The speed is an average that forgets half of itself about every so many milliseconds. */
  private static final long MEMORY = 2000;

  /** Is told. Never suspends. */
  public interface Listener {
    /**
     * Tells how far the file is.
     *
     * @param total the bytes of all, or {@link FileSpec#UNKNOWN}
     * @param bytesPerSecond zero as long as nothing is known
     */
    void progress(long loaded, long total, long bytesPerSecond, boolean done);
  }

  private final Clock clock;
  private final long total;
  private final Listener listener;
  private long told;
  private long toldBytes;
  private double speed;

  public ProgressMeter(Clock clock, long total, Listener listener) {
    this.clock = clock;
    this.total = total;
    this.listener = listener;
    this.told = clock.now();
  }

  /** Tells how large it will be, and what is there already, before the first byte has come. */
  public void begin(long stored) {
    toldBytes = stored;
    listener.progress(stored, total, 0, false);
  }

  /** Tells how many bytes have come. */
  @Override
  public void stored(long bytes) {
    long now = clock.now();
    // A clock that was set back counts as time that has passed.
    long passed = now < told ? INTERVAL : now - told;
    if (passed < INTERVAL) {
      return;
    }
    // A file that is begun anew has fewer than before.
    double latest = Math.max(0, bytes - toldBytes) * 1000.0 / passed;
    double weight = speed == 0 ? 1 : Math.min(1, (double) passed / MEMORY);
    speed += (latest - speed) * weight;
    told = now;
    toldBytes = bytes;
    // More than the server said: what it said was of the bytes it had compressed.
    listener.progress(bytes, bytes > total ? FileSpec.UNKNOWN : total, (long) speed, false);
  }

  /** Tells that all of it is there. */
  public void done(long bytes) {
    listener.progress(bytes, bytes, (long) speed, true);
  }
}
