package dev.granary.file;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.catalog.Origin;
import dev.granary.session.Session;
import dev.granary.store.Batch;
import dev.granary.store.Outcome;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.List;
import java.util.function.Function;

/**
 * Begins the writers of one session. A writer begins a key, takes it over, or resumes an unfinished
 * file. Each is one transaction, which puts a journal with a new stamp.
 *
 * <p>These writers are for sources that can start at any offset: downloads, and native programs
 * with sources of their own. {@link Files} puts content that can only be read as a whole.
 */
public final class Writers {
  /**
   * The most tries. A begin is refused only when another writer changed the journal in between, so
   * some writer always makes progress.
   */
  static final int TRIES = 1000;

  private final Session session;
  private final WriterElection election;

  /** Makes writers that never wait for each other. */
  public Writers(Session session) {
    this(session, WriterElection.AT_ONCE);
  }

  /** Makes writers that begin when the election admits them. */
  public Writers(Session session, WriterElection election) {
    this.session = session;
    this.election = election;
  }

  /** Begins to write a key, and takes it over from a current writer. */
  public FileWriter begin(
      String key, FileSpec spec, Origin origin, boolean resumable, Cancel cancel) {
    Journal fresh = fresh(key, spec, origin, resumable, session.layout().chunkSize());
    return takeOver(key, null, cancel, found -> fresh.touched(session.clock().now()));
  }

  /**
   * Begins to write a file whose chunks are known, or resumes an unfinished file with the same
   * chunks. A wrong chunk is INTEGRITY before it is stored, so the stored chunks can always be
   * resumed.
   */
  public FileWriter beginKnown(FileManifest file, Cancel cancel) {
    List<ChunkRef> chunks = file.chunks();
    // A pin belongs to one store, so the pin of this store stays.
    FileSpec spec =
        new FileSpec(file.type(), file.size(), file.sha256(), null, file.metadata())
            .aligned(!ChunkRef.areFull(chunks));
    int chunkSize = chunks.isEmpty() ? session.layout().chunkSize() : ChunkRef.largest(chunks);
    Journal fresh = fresh(file.key(), spec, file.origin(), true, chunkSize);
    return takeOver(file.key(), chunks, cancel, found -> sameUnfinished(found, fresh, chunks));
  }

  /**
   * Resumes a file after its journal's last chunk, for a source that can start at the writer's
   * watermark. NOT_FOUND when there is no journal, or only that of a put, whose source no other
   * writer has.
   */
  public FileWriter resume(String key) {
    for (int i = 0; i < TRIES; i++) {
      Row row = KeyState.at(session, key).journal();
      Journal journal = row == null ? null : Journal.decode(key, row.stamp(), row.text());
      if (journal == null || !journal.resumable()) {
        throw new GranaryException(
                Code.NOT_FOUND,
                "There is no unfinished file under the key \"" + key + "\" that can be resumed.")
            .with("key", key);
      }
      FileWriter writer = resume(journal, journal.spec(), journal.origin());
      if (writer != null) {
        return writer;
      }
    }
    throw FileWriter.conflict(key);
  }

  /**
   * Resumes a file from a journal that was read before; null when the journal has changed since.
   *
   * @param spec what is promised of the file now
   * @param origin where the remaining bytes come from
   */
  public FileWriter resume(Journal read, FileSpec spec, Origin origin) {
    read.expectSound();
    String key = read.key();
    KeyState found = KeyState.at(session, key);
    long now = session.clock().now();
    Journal taken = read.ownedBy(session.owner(), now).with(spec, origin);
    Batch.Builder batch =
        Batch.of(Step.FILE_BEGIN, now)
            .put(taken.row())
            .requireStamp(Table.JOURNALS, key, read.stamp());
    Outcome outcome = session.commits().commit(batch.build(), key, 0);
    return outcome.committed() ? writer(taken, outcome, found, null) : null;
  }

  private Journal fresh(
      String key, FileSpec spec, Origin origin, boolean resumable, int chunkSize) {
    KeyState.expectAllowed(key);
    FileSpec checked = spec.checked();
    long now = session.clock().now();
    return new Journal(
        key, 0, session.owner(), now, now, resumable, origin, checked, chunkSize, List.of(), "");
  }

  /**
   * Returns the stored journal with the new owner if it is of the same file, else the new journal.
   */
  private static Journal sameUnfinished(Row found, Journal fresh, List<ChunkRef> chunks) {
    try {
      Journal old = found == null ? null : Journal.decode(found.key(), found.stamp(), found.text());
      if (old == null
          || !old.resumable()
          || !old.spec().equals(fresh.spec())
          || old.chunkSize() != fresh.chunkSize()
          || old.chunks().size() > chunks.size()
          || !old.chunks().equals(chunks.subList(0, old.chunks().size()))) {
        return fresh;
      }
      old.expectSound();
      return old.ownedBy(fresh.owner(), fresh.touchedAt());
    } catch (GranaryException damaged) {
      return fresh;
    }
  }

  private FileWriter takeOver(
      String key, List<ChunkRef> known, Cancel cancel, Function<Row, Journal> successor) {
    for (int i = 0; i < TRIES; i++) {
      KeyState found = KeyState.inTurn(session, key, election, cancel);
      Journal journal = successor.apply(found.journal());
      Batch.Builder batch = Batch.of(Step.FILE_BEGIN, session.clock().now()).put(journal.row());
      found.requireJournal(batch);
      Outcome outcome = session.commits().commit(batch.build(), key, 0);
      if (outcome.committed()) {
        return writer(journal, outcome, found, known);
      }
    }
    throw FileWriter.conflict(key);
  }

  private FileWriter writer(Journal taken, Outcome begun, KeyState found, List<ChunkRef> known) {
    return new FileWriter(session, taken.withStamp(begun.stamp()), found, known);
  }
}
