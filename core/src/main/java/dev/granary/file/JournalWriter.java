package dev.granary.file;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Pending;
import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.Journal;
import dev.granary.chunk.ChunkSink;
import dev.granary.chunk.ChunkSource;
import dev.granary.file.FileWriter.Progress;
import dev.granary.session.Session;
import dev.granary.space.ItemKind;
import dev.granary.store.Batch;
import dev.granary.store.Outcome;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.List;

/**
 * Stores chunks in order, under a journal that names them, until the caller's last transaction
 * names them elsewhere.
 *
 * <p>The writer is correct without any lock. Each of its commits requires the journal to have the
 * stamp of the writer's previous commit. After another writer has taken the journal over, this
 * writer can change nothing more and ends with CONFLICT, however long it was suspended.
 */
public final class JournalWriter {
  /**
   * The time, in milliseconds, after which a source counts as slow. While the writer waits for such
   * a source, it also checks that the previous chunk is stored.
   */
  private static final int SLOW = 100;

  private final Session session;

  /** The key of the item that is being written. */
  private final String item;

  /** The chunks that must arrive, or null when they are not known. */
  private final List<ChunkRef> known;

  private Journal journal;

  /** The chunk that is being stored, and the journal that will name it; null when none is. */
  private Pending<Outcome> storing;

  private Journal grown;

  private long storingSince;

  /**
   * @param item the key of the item that is being written: room is not made at its expense
   * @param journal the stored journal
   * @param known the chunks that must arrive, or null when they are not known
   */
  JournalWriter(Session session, String item, Journal journal, List<ChunkRef> known) {
    this.session = session;
    this.item = item;
    this.journal = journal;
    this.known = known;
  }

  /**
   * Begins to write under a new journal, whose key no other journal has.
   *
   * @return null when a chunk that the journal names is not stored
   */
  public static JournalWriter begin(
      Session session, String item, Journal fresh, List<ChunkRef> known) {
    Batch batch =
        Batch.of(Step.FILE_BEGIN, session.clock().now())
            .requireAbsent(Table.JOURNALS, fresh.key())
            .put(fresh.row())
            .build();
    Outcome outcome = session.commits().commit(batch, item, 0);
    return outcome.committed()
        ? new JournalWriter(session, item, fresh.withStamp(outcome.stamp()), known)
        : null;
  }

  /** Returns the journal as it was written last. */
  public Journal journal() {
    return journal;
  }

  /**
   * Makes the chunk step, which stores the chunk and the journal that names it in one transaction.
   */
  public ChunkSink sink(Progress progress) {
    return hashed -> {
      expectKnown(hashed.ref());
      long now = session.clock().now();
      grown = journal.withChunk(hashed.ref(), hashed.digestState(), now);
      Batch batch =
          Batch.of(Step.FILE_CHUNK, now)
              .requireStamp(Table.JOURNALS, journal.key(), journal.stamp())
              .have(session.reader().mending(hashed.chunk()))
              .put(grown.row())
              .within(session.budget())
              .build();
      // The estimate assumes that the remaining chunks are encoded as well as this one.
      double share = (double) hashed.chunk().storedSize() / hashed.chunk().size();
      double rest = (journal.expectedSize() - journal.watermark()) * share;
      storing = session.commits().begin(batch, item, (long) rest);
      storingSince = now;
      return () -> {
        stored(progress);
        return null;
      };
    };
  }

  /** Waits until the store has committed the chunk that is being stored. */
  private void stored(Progress progress) {
    if (storing != null) {
      Pending<Outcome> begun = storing;
      storing = null;
      become(grown, begun.join());
      progress.stored(journal.watermark());
    }
  }

  private void become(Journal written, Outcome outcome) {
    if (!outcome.committed()) {
      throw FileWriter.conflict(ItemKind.shown(item));
    }
    journal = written.withStamp(outcome.stamp());
  }

  /**
   * Waits for the previous chunk, and touches the journal when its last touch was long ago. The
   * source calls this while the writer waits for it, so no other work of this writer runs.
   */
  public void keepAlive(Progress progress) {
    long now = session.clock().now();
    if (Math.abs(now - storingSince) >= SLOW) {
      stored(progress);
    }
    // The chunk that is being stored touches the journal, too.
    if (fresh(storing == null ? journal : grown, now)) {
      return;
    }
    stored(progress);
    Journal touched = journal.touched(now);
    Batch batch =
        Batch.of(Step.FILE_TOUCH, now)
            .requireStamp(Table.JOURNALS, journal.key(), journal.stamp())
            .put(touched.row())
            .build();
    become(touched, session.commits().commit(batch, item, 0));
  }

  private static boolean fresh(Journal written, long now) {
    return Math.abs(now - written.touchedAt()) < ChunkSource.Beat.PATIENCE;
  }

  private void expectKnown(ChunkRef chunk) {
    int index = journal.chunks().size();
    if (known != null && !known.get(index).equals(chunk)) {
      throw new GranaryException(
              Code.INTEGRITY,
              "Chunk "
                  + index
                  + " of \""
                  + ItemKind.shown(item)
                  + "\" has other bytes than expected.")
          .with("chunk", index)
          .with("expected", known.get(index).id())
          .with("actual", chunk.id());
    }
  }

  /** Returns whether it is known which chunks must arrive. */
  boolean knowsAll() {
    return known != null;
  }

  /** Returns whether all known chunks are stored; true when they are not known. */
  boolean complete() {
    return known == null || journal.chunks().size() == known.size();
  }

  /**
   * Commits the last transaction, which names the chunks elsewhere and deletes the journal.
   * CONFLICT when another writer has taken the journal over.
   *
   * @param last the rows to put, with their requirements
   * @return the outcome: committed, or refused because a requirement of the caller does not hold
   */
  public Outcome commit(Batch.Builder last) {
    last.requireStamp(Table.JOURNALS, journal.key(), journal.stamp())
        .delete(Table.JOURNALS, journal.key());
    Outcome outcome = session.commits().commit(last.build(), item, 0);
    boolean refused = !outcome.committed();
    if (refused
        && (outcome.unmet().row() == null || outcome.unmet().row().table() == Table.JOURNALS)) {
      throw FileWriter.conflict(ItemKind.shown(item));
    }
    return outcome;
  }

  /** Gives up after a failure. A journal that is kept can be resumed by another writer. */
  public void abandon(boolean keep) {
    // Recorded before the attempt: if the attempt fails, a sweep finds the journal.
    session.abandon(journal.key(), journal.stamp());
    try {
      // The store refuses this when another writer has taken over. The journal is then that
      // writer's.
      session
          .store()
          .commit(
              keep ? FileWriter.released(session, journal) : FileWriter.dropped(session, journal));
    } catch (RuntimeException second) {
      // The caller needs the first failure, not this one.
    }
  }
}
