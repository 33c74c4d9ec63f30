package dev.granary.integrity;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.ChunkRef;
import dev.granary.digest.Hex;
import dev.granary.file.Files;
import dev.granary.file.ProgressMeter;
import dev.granary.http.Http;
import dev.granary.http.PartFetch;
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
 * Reads every chunk of stored files and models again, in one pass. The blocks of a chunk must have
 * their CRCs, and the chunk the SHA-256 that is its id. Damaged chunks are fetched again if the
 * caller asks for it. A scrub is used once.
 *
 * <p>It holds one chunk at a time and no lock. What other writers replace or delete meanwhile is
 * left out.
 */
public final class Scrub {
  private final Session session;
  private final Cancel cancel;
  private final Listener listener;

  /** The finding about each chunk that was read, by the chunk's id. */
  private final Map<String, Finding> found = new HashMap<>();

  private final Set<String> repaired = new HashSet<>();

  private final List<Place> bad = new ArrayList<>();
  private int checkedChunks;
  private long checkedBytes;
  private String current = "";

  private final ModelContents models;

  /** Fetches parts of files again; null when nothing is to be repaired. */
  private final PartFetch fetch;

  /**
   * The result of reading one chunk.
   *
   * @param reason what is wrong with a damaged chunk; empty when the chunk is sound
   */
  private record Finding(boolean sound, String reason) {
    static final Finding SOUND = new Finding(true, "");

    static Finding damaged(String reason) {
      return new Finding(false, reason);
    }
  }

  /** Where a row names a damaged chunk, and why the chunk was not repaired there. */
  private record Place(ScrubbedContent content, int index, String whyNot) {
    String chunk() {
      return content.chunks().get(index).id();
    }
  }

  /** Receives the progress. Never suspends. */
  public interface Listener {
    /** Tells what is being read; the bytes are those of everything, shared chunks once. */
    void progress(String key, long loaded, long total, long bytesPerSecond, boolean done);
  }

  /**
   * Prepares a scrub.
   *
   * @param models reads the rows of models, or null where there are no models
   * @param http the client that fetches damaged chunks of files again, or null to repair nothing
   */
  public Scrub(Session session, ModelContents models, Http http, Cancel cancel, Listener listener) {
    this.session = session;
    this.models = models;
    this.fetch = http == null ? null : new PartFetch(http);
    this.cancel = cancel;
    this.listener = listener;
  }

  /** Reads every file and every model. */
  public ScrubReport run() {
    Snapshot all = session.store().read(Keys.none().rows(Table.FILES, "").rows(Table.TENSORS, ""));
    List<Row> rows = new ArrayList<>(all.rows(Table.FILES, ""));
    rows.addAll(all.rows(Table.TENSORS, ""));
    return run(rows);
  }

  /** Reads one file, and the version of a model with this key; NOT_FOUND when there is neither. */
  public ScrubReport run(String key) {
    Snapshot both = session.store().read(Keys.none().row(Table.FILES, key).row(Table.TENSORS, key));
    List<Row> rows = new ArrayList<>();
    for (Table table : List.of(Table.FILES, Table.TENSORS)) {
      if (both.row(table, key) != null) {
        rows.add(both.row(table, key));
      }
    }
    if (rows.isEmpty()) {
      throw Files.absent(key);
    }
    return run(rows);
  }

  private ScrubReport run(List<Row> rows) {
    List<ScrubbedContent> contents = new ArrayList<>();
    List<Bad> all = new ArrayList<>();
    for (Row row : rows) {
      try {
        contents.add(
            row.table() == Table.FILES ? new FileContent(row, fetch) : models.contentOf(row));
      } catch (GranaryException unreadable) {
        if (unreadable.code() != Code.CORRUPT && unreadable.code() != Code.VERSION) {
          throw unreadable;
        }
        String reason = unreadable.getMessage();
        all.add(new Bad(row.key(), null, ScrubReport.MANIFEST, reason, false));
      }
    }
    ProgressMeter meter =
        new ProgressMeter(
            session.clock(),
            total(contents),
            (loaded, total, speed, done) -> listener.progress(current, loaded, total, speed, done));
    for (ScrubbedContent content : contents) {
      current = content.row().key();
      check(content, meter);
    }
    meter.done(checkedBytes);
    if (fetch != null) {
      // The repaired chunks are stored, whether or not the recount succeeds.
      session.sweep().recount();
    }
    for (Place place : bad) {
      // The chunk may have been repaired for another file.
      boolean right = repaired.contains(place.chunk());
      String reason = found.get(place.chunk()).reason() + (right ? "" : place.whyNot());
      ScrubbedContent content = place.content();
      String tensor = content.tensorAt(place.index());
      all.add(new Bad(content.row().key(), tensor, place.index(), reason, right));
    }
    return new ScrubReport(checkedChunks, checkedBytes, List.copyOf(all));
  }

  private static long total(List<ScrubbedContent> contents) {
    Set<String> counted = new HashSet<>();
    long total = 0;
    for (ScrubbedContent content : contents) {
      for (ChunkRef chunk : content.chunks()) {
        total += counted.add(chunk.id()) ? chunk.size() : 0;
      }
    }
    return total;
  }

  private void check(ScrubbedContent content, ProgressMeter meter) {
    Row row = content.row();
    Map<String, String> whyNot = new HashMap<>();
    for (int i = 0; i < content.chunks().size(); i++) {
      cancel.check();
      ChunkRef chunk = content.chunks().get(i);
      Finding finding = found.get(chunk.id());
      if (finding == null) {
        Snapshot now =
            session.store().read(Keys.none().row(row.table(), row.key()).payload(chunk.id()));
        if (replaced(row, chunk, now.row(row.table(), row.key()))) {
          return;
        }
        finding = look(chunk, now.chunk(chunk.id()), now.payload(chunk.id()));
        found.put(chunk.id(), finding);
        checkedChunks++;
        checkedBytes += chunk.size();
        meter.stored(checkedBytes);
      }
      if (!finding.sound()) {
        if (!whyNot.containsKey(chunk.id())) {
          whyNot.put(chunk.id(), repair(content, i));
        }
        bad.add(new Place(content, i, whyNot.get(chunk.id())));
      }
    }
  }

  /** Repairs a chunk unless that is done; gives an addition to the reason when it fails. */
  private String repair(ScrubbedContent content, int index) {
    ChunkRef chunk = content.chunks().get(index);
    if (fetch == null || repaired.contains(chunk.id())) {
      return "";
    }
    String why = new Repair(session).run(content, index);
    if (why == null) {
      Snapshot now = session.store().read(Keys.none().payload(chunk.id()));
      Finding finding = look(chunk, now.chunk(chunk.id()), now.payload(chunk.id()));
      if (finding.sound()) {
        repaired.add(chunk.id());
        return "";
      }
      why = finding.reason();
    }
    return " It was not repaired: " + why;
  }

  private static boolean replaced(Row then, ChunkRef chunk, Row now) {
    return now == null || (now.stamp() != then.stamp() && !now.names().contains(chunk.id()));
  }

  /** Reads a chunk and compares it with its CRCs and its id. */
  private Finding look(ChunkRef chunk, ChunkRow row, Payload payload) {
    if (row == null) {
      session.reader().foundLost(chunk.id());
      return Finding.damaged("The chunk is missing.");
    }
    if (payload == null) {
      session.reader().foundDamaged(row);
      return Finding.damaged("The chunk's bytes are missing.");
    }
    if (row.size() != chunk.size()) {
      session.reader().foundDamaged(row);
      return Finding.damaged(
          "The chunk has " + row.size() + " bytes in place of " + chunk.size() + ".");
    }
    byte[] bytes;
    try {
      bytes = session.reader().beginAnew(row, payload).join();
    } catch (GranaryException failure) {
      if (failure.code() == Code.CORRUPT || failure.code() == Code.VERSION) {
        return Finding.damaged(failure.getMessage());
      }
      throw failure;
    }
    String sha256 = Hex.encode(session.digests().sha256(bytes, bytes.length).join());
    if (!sha256.equals(chunk.id())) {
      session.reader().foundDamaged(row);
      return Finding.damaged("A stored chunk is damaged: its SHA-256 is " + sha256 + ".");
    }
    return Finding.SOUND;
  }
}
