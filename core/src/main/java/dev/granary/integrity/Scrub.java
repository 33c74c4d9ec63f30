package dev.granary.integrity;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.digest.Hex;
import dev.granary.file.ProgressMeter;
import dev.granary.integrity.ScrubReport.Bad;
import dev.granary.manifest.ChunkRef;
import dev.granary.manifest.FileManifest;
import dev.granary.session.Session;
import dev.granary.store.ChunkRow;
import dev.granary.store.Keys;
import dev.granary.store.Payload;
import dev.granary.store.Row;
import dev.granary.store.Snapshot;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One pass over stored files that reads every chunk again: its blocks must have their CRCs, and the
 * whole of it the SHA-256 that is its id. It is used once.
 *
 * <p>It holds one chunk at a time and no lock. What others replace or delete meanwhile is left out.
 */
public final class Scrub {
  private static final String FINE = "";

  private final Session session;
  private final Cancel cancel;
  private final Listener listener;

  /** What is wrong with each chunk that was read, or {@link #FINE}. */
  private final Map<String, String> found = new HashMap<>();

  private final List<Bad> bad = new ArrayList<>();
  private int checkedChunks;
  private long checkedBytes;
  private String current = "";

  /** Is told how far it is. Never suspends. */
  public interface Listener {
    /** Tells the file that is being read; bytes are those of all files, shared chunks once. */
    void progress(String key, long loaded, long total, long bytesPerSecond, boolean done);
  }

  public Scrub(Session session, Cancel cancel, Listener listener) {
    this.session = session;
    this.cancel = cancel;
    this.listener = listener;
  }

  /** Reads every file. */
  public ScrubReport run() {
    return run(session.store().read(Keys.none().rows(Table.FILES, "")).rows(Table.FILES, ""));
  }

  /** Reads one file; NOT_FOUND when there is none. */
  public ScrubReport run(String key) {
    Row row = session.store().read(Keys.none().row(Table.FILES, key)).row(Table.FILES, key);
    if (row == null) {
      throw new GranaryException(Code.NOT_FOUND, "There is no file under this key.")
          .with("key", key);
    }
    return run(List.of(row));
  }

  private ScrubReport run(List<Row> rows) {
    List<FileManifest> files = new ArrayList<>();
    for (Row row : rows) {
      try {
        files.add(FileManifest.decode(row.key(), row.stamp(), row.text()));
      } catch (GranaryException unreadable) {
        bad.add(new Bad(row.key(), ScrubReport.MANIFEST, unreadable.getMessage(), false));
      }
    }
    ProgressMeter meter =
        new ProgressMeter(
            session.clock(),
            total(files),
            (loaded, total, speed, done) -> listener.progress(current, loaded, total, speed, done));
    for (FileManifest file : files) {
      current = file.key();
      check(file, meter);
    }
    meter.done(checkedBytes);
    return new ScrubReport(checkedChunks, checkedBytes, List.copyOf(bad));
  }

  private static long total(List<FileManifest> files) {
    Set<String> counted = new HashSet<>();
    long total = 0;
    for (FileManifest file : files) {
      for (ChunkRef chunk : file.chunks()) {
        total += counted.add(chunk.id()) ? chunk.size() : 0;
      }
    }
    return total;
  }

  private void check(FileManifest file, ProgressMeter meter) {
    for (int i = 0; i < file.chunks().size(); i++) {
      cancel.check();
      ChunkRef chunk = file.chunks().get(i);
      String wrong = found.get(chunk.id());
      if (wrong == null) {
        Snapshot now =
            session.store().read(Keys.none().row(Table.FILES, file.key()).payload(chunk.id()));
        if (replaced(file, chunk, now.row(Table.FILES, file.key()))) {
          return;
        }
        wrong = wrongWith(chunk, now.chunk(chunk.id()), now.payload(chunk.id()));
        found.put(chunk.id(), wrong);
        checkedChunks++;
        checkedBytes += chunk.size();
        meter.stored(checkedBytes);
      }
      if (!wrong.equals(FINE)) {
        bad.add(new Bad(file.key(), i, wrong, false));
      }
    }
  }

  private static boolean replaced(FileManifest file, ChunkRef chunk, Row now) {
    return now == null || (now.stamp() != file.stamp() && !now.names().contains(chunk.id()));
  }

  private String wrongWith(ChunkRef chunk, ChunkRow row, Payload payload) {
    if (row == null) {
      return "The chunk is missing.";
    }
    if (payload == null) {
      session.reader().foundDamaged(row);
      return "The chunk's bytes are missing.";
    }
    if (row.size() != chunk.size()) {
      return "The chunk has " + row.size() + " bytes, and the file says " + chunk.size() + ".";
    }
    byte[] bytes;
    try {
      bytes = session.reader().beginAnew(row, payload).join();
    } catch (GranaryException failure) {
      if (failure.code() == Code.CORRUPT) {
        return failure.getMessage();
      }
      throw failure;
    }
    String sha256 = Hex.encode(session.digests().sha256(bytes, bytes.length).join());
    if (!sha256.equals(chunk.id())) {
      session.reader().foundDamaged(row);
      return "A stored chunk is damaged: its SHA-256 is " + sha256 + ".";
    }
    return FINE;
  }
}
