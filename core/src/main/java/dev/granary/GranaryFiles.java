package dev.granary;

import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Origin;
import dev.granary.chunk.ChunkSource;
import dev.granary.file.FileInfo;
import dev.granary.file.FileWriter;
import dev.granary.file.Files;
import dev.granary.file.OpenFile;
import dev.granary.file.WriteTurn;
import dev.granary.file.WriteTurns;
import dev.granary.session.Activity;
import dev.granary.session.Session;
import java.util.List;

/** Stores, opens, lists and deletes the files of a {@link Granary}. */
public final class GranaryFiles {
  private final Session session;
  private final Activity activity;
  private final WriteTurns turns;
  private final Scheduler scheduler;
  private final Files files;

  GranaryFiles(Session session, Activity activity, WriteTurns turns, Scheduler scheduler) {
    this.session = session;
    this.activity = activity;
    this.turns = turns;
    this.scheduler = scheduler;
    files = new Files(session);
  }

  /** Stores bytes under a key, and replaces the file that was there. */
  public OpenFile put(String key, byte[] bytes) {
    return put(key, ChunkSource.of(bytes), new FileSpec("", bytes.length, null, null, null));
  }

  /** Stores the bytes of a source, of any size, and closes the source. */
  public OpenFile put(String key, ChunkSource source) {
    return put(key, source, FileSpec.ANY);
  }

  /** Stores the bytes of a source, with the file's promises, type, pin and metadata. */
  public OpenFile put(String key, ChunkSource source, FileSpec spec) {
    return put(key, source, spec, null, new Task(scheduler), FileWriter.Progress.NONE);
  }

  /**
   * Stores the bytes of a source for a task, which can end the put.
   *
   * @param origin the place that the bytes can be fetched from again, or null
   */
  public OpenFile put(
      String key,
      ChunkSource source,
      FileSpec spec,
      Origin origin,
      Task task,
      FileWriter.Progress progress) {
    WriteTurn turn = begin(key, source, spec, task);
    try {
      return new Files(session, turn).putAndOpen(key, source, spec, origin, task, progress);
    } finally {
      turn.release();
      activity.end(task);
    }
  }

  private WriteTurn begin(String key, ChunkSource source, FileSpec spec, Task task) {
    try {
      activity.expectOpen();
      activity.begin(task);
      return turns.take(key, task, files.isSmall(spec));
    } catch (RuntimeException failure) {
      source.close();
      activity.endWithoutGarbage(task);
      throw failure;
    }
  }

  /** Opens a file for reading; returns null when there is none. */
  public OpenFile get(String key) {
    activity.used();
    return files.open(key);
  }

  /** Returns whether there is a file under the key. */
  public boolean has(String key) {
    return files.has(key);
  }

  /** Lists the files whose keys begin with the prefix, in the order of their keys. */
  public List<FileInfo> list(String prefix) {
    return files.list(prefix);
  }

  /** Deletes a file; returns false when there was none. A file that is open can still be read. */
  public boolean delete(String key) {
    boolean deleted = files.delete(key);
    activity.garbage();
    return deleted;
  }

  /**
   * Sets or removes the pin that protects a file from eviction. NOT_FOUND when there is no file.
   */
  public void pin(String key, boolean pinned) {
    files.pin(key, pinned);
  }
}
