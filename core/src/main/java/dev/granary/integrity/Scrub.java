package dev.granary.integrity;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.FileManifest;
import dev.granary.digest.Hex;
import dev.granary.file.Files;
import dev.granary.file.ProgressMeter;
import dev.granary.http.Http;
import dev.granary.integrity.ScrubReport.Bad;
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
 * whole of it the SHA-256 that is its id. What is damaged is fetched again if that is asked for. It
 * is used once.
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

  private final Set<String> repaired = new HashSet<>();

  private final List<Place> bad = new ArrayList<>();
  private int checkedChunks;
  private long checkedBytes;
  private String current = "";

  /** Null when nothing is to be repaired. */
  private final Repair repair;

  /** Where a damaged chunk is named, and why it was not repaired there. */
  private record Place(String key, int index, String chunk, String whyNot) {}

  /** Is told how far it is. Never suspends. */
  public interface Listener {
    /** Tells the file that is being read; bytes are those of all files, shared chunks once. */
    void progress(String key, long loaded, long total, long bytesPerSecond, boolean done);
  }

  /**
   * Prepares one.
   *
   * @param http how damaged chunks are fetched again, or null to leave them as they are
   */
  public Scrub(Session session, Http http, Cancel cancel, Listener listener) {
    this.session = session;
    this.repair = http == null ? null : new Repair(session, http);
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
      throw Files.absent(key);
    }
    return run(List.of(row));
  }

  private ScrubReport run(List<Row> rows) {
    List<FileManifest> files = new ArrayList<>();
    List<Bad> all = new ArrayList<>();
    for (Row row : rows) {
      try {
        files.add(FileManifest.decode(row.key(), row.stamp(), row.text()));
      } catch (GranaryException unreadable) {
        all.add(new Bad(row.key(), ScrubReport.MANIFEST, unreadable.getMessage(), false));
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
    if (repair != null) {
      // What was repaired is there, whether or not this succeeds.
      session.sweep().recount();
    }
    for (Place place : bad) {
      // Repaired by way of another file, perhaps.
      boolean right = repaired.contains(place.chunk());
      String reason = found.get(place.chunk()) + (right ? "" : place.whyNot());
      all.add(new Bad(place.key(), place.index(), reason, right));
    }
    return new ScrubReport(checkedChunks, checkedBytes, List.copyOf(all));
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
    Map<String, String> whyNot = new HashMap<>();
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
        if (!whyNot.containsKey(chunk.id())) {
          whyNot.put(chunk.id(), repair(file, i));
        }
        bad.add(new Place(file.key(), i, chunk.id(), whyNot.get(chunk.id())));
      }
    }
  }

  /** Repairs a chunk unless that has been done; gives why it could not be, to be added. */
  private String repair(FileManifest file, int index) {
    ChunkRef chunk = file.chunks().get(index);
    if (repair == null || repaired.contains(chunk.id())) {
      return "";
    }
    String why = repair.run(file, index);
    if (why == null) {
      Snapshot now = session.store().read(Keys.none().payload(chunk.id()));
      why = wrongWith(chunk, now.chunk(chunk.id()), now.payload(chunk.id()));
      if (why.equals(FINE)) {
        repaired.add(chunk.id());
        return "";
      }
    }
    return " It was not repaired: " + why;
  }

  private static boolean replaced(FileManifest file, ChunkRef chunk, Row now) {
    return now == null || (now.stamp() != file.stamp() && !now.names().contains(chunk.id()));
  }

  private String wrongWith(ChunkRef chunk, ChunkRow row, Payload payload) {
    if (row == null) {
      session.reader().foundLost(chunk.id());
      return "The chunk is missing.";
    }
    if (payload == null) {
      session.reader().foundDamaged(row);
      return "The chunk's bytes are missing.";
    }
    if (row.size() != chunk.size()) {
      session.reader().foundDamaged(row);
      return "The chunk has " + row.size() + " bytes, and the file says " + chunk.size() + ".";
    }
    byte[] bytes;
    try {
      bytes = session.reader().beginAnew(row, payload).join();
    } catch (GranaryException failure) {
      if (failure.code() == Code.CORRUPT || failure.code() == Code.VERSION) {
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
