package dev.granary.hub;

import dev.granary.Clock;
import dev.granary.file.ProgressMeter;
import java.util.HashMap;
import java.util.Map;

/** Adds up the progress of many files. */
final class MultiFileProgress {
  private final ProgressMeter meter;
  private final Map<String, Long> loaded = new HashMap<>();
  private String phase = "plan";
  private String file;
  private long sum;
  private int done;
  private boolean over;

  MultiFileProgress(Clock clock, int files, long total, Progress.Listener listener) {
    meter =
        new ProgressMeter(
            clock,
            total,
            (bytes, all, speed, end) ->
                listener.progress(
                    new Progress(end ? "done" : phase, file, files, done, bytes, total, speed)));
  }

  /** So much of a file is here before it begins. */
  void held(String path, long bytes, boolean whole) {
    loaded.put(path, bytes);
    sum += bytes;
    done += whole ? 1 : 0;
  }

  void begin() {
    meter.begin(sum);
    phase = "download";
  }

  /** So much of a file is here now, unless all is over; less, when it had to begin anew. */
  void at(String path, long bytes) {
    if (!over) {
      sum += bytes - loaded.put(path, bytes);
      file = path;
      meter.stored(sum);
    }
  }

  /** All of a file is here. */
  void whole(String path, long size) {
    done++;
    at(path, size);
  }

  void end() {
    over = true;
    meter.done(sum);
  }
}
