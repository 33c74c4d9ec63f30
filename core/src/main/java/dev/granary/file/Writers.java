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
 * The writers of one session: how one comes by its key. It begins, takes over, or goes on where
 * somebody stopped; each is one transaction, which puts a journal with a new stamp.
 *
 * <p>This is for sources that can begin anywhere: what breaks off is resumed, by the downloads
 * here, and by native programs with sources of their own. {@link Files} puts those that can only be
 * had as a whole.
 */
public final class Writers {
  /**
   * A begin is refused only when somebody else changed the journal in between, so somebody always
   * gets on.
   */
  static final int TRIES = 1000;

  private final Session session;
  private final WriterElection turns;

  /** Writers that never wait for each other. */
  public Writers(Session session) {
    this(session, WriterElection.AT_ONCE);
  }

  /** Writers of which each begins when it is its turn. */
  public Writers(Session session, WriterElection turns) {
    this.session = session;
    this.turns = turns;
  }

  /** Begins to write a key, and takes it over from whoever writes it. */
  public FileWriter begin(
      String key, FileSpec spec, Origin origin, boolean resumable, Cancel cancel) {
    Journal fresh = fresh(key, spec, origin, resumable, session.layout().chunkSize());
    return takeOver(key, null, cancel, found -> fresh.touched(session.clock().now()));
  }

  /**
   * Begins to write a file whose chunks are known, or goes on where somebody stopped who wrote the
   * same. Whatever comes in their place is INTEGRITY before it is stored, so what is stored can
   * always be gone on with.
   */
  public FileWriter beginKnown(FileManifest file, Cancel cancel) {
    List<ChunkRef> chunks = file.chunks();
    // A pin is a matter of one store: it stays as it is here.
    FileSpec spec = new FileSpec(file.type(), file.size(), file.sha256(), null, file.metadata());
    int chunkSize = chunks.isEmpty() ? session.layout().chunkSize() : chunks.get(0).size();
    Journal fresh = fresh(file.key(), spec, file.origin(), true, chunkSize);
    return takeOver(file.key(), chunks, cancel, found -> sameUnfinished(found, fresh, chunks));
  }

  /**
   * Goes on with a file where its journal stands, for a source that can begin at the writer's
   * watermark. NOT_FOUND when there is none, or only that of a put, whose source nobody else has.
   */
  public FileWriter resume(String key) {
    for (int i = 0; i < TRIES; i++) {
      Row row = KeyState.at(session, key).journal();
      Journal journal = row == null ? null : Journal.decode(key, row.stamp(), row.text());
      if (journal == null || !journal.resumable()) {
        throw new GranaryException(
                Code.NOT_FOUND,
                "Nothing that could be resumed is unfinished under \"" + key + "\".")
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
   * Goes on with a file where its journal stood when somebody read it; null when it has changed
   * since.
   *
   * @param spec what is promised of it now
   * @param origin where the rest comes from
   */
  public FileWriter resume(Journal read, FileSpec spec, Origin origin) {
    read.expectSound();
    String key = read.key();
    KeyState found = KeyState.at(session, key);
    long now = session.clock().now();
    Journal mine = read.ownedBy(session.owner(), now).with(spec, origin);
    Batch.Builder batch =
        Batch.of(Step.FILE_BEGIN, now)
            .put(mine.row())
            .requireStamp(Table.JOURNALS, key, read.stamp());
    Outcome outcome = session.commits().commit(batch.build(), key, 0);
    return outcome.committed() ? writer(mine, outcome, found, null) : null;
  }

  private Journal fresh(
      String key, FileSpec spec, Origin origin, boolean resumable, int chunkSize) {
    FileSpec checked = spec.checked();
    long now = session.clock().now();
    return new Journal(
        key, 0, session.owner(), now, now, resumable, origin, checked, chunkSize, List.of(), "");
  }

  /** The journal that is there, in the hands of a new owner, if it is of the same file. */
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
      KeyState found = KeyState.inTurn(session, key, turns, cancel);
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

  private FileWriter writer(Journal mine, Outcome begun, KeyState found, List<ChunkRef> known) {
    return new FileWriter(session, mine.withStamp(begun.stamp()), found, known);
  }
}
