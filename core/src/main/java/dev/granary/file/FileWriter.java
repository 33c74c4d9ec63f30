package dev.granary.file;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.GranaryException.Reason;
import dev.granary.Pending;
import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.chunk.ChunkPump;
import dev.granary.chunk.ChunkPump.Pumped;
import dev.granary.chunk.ChunkPump.Start;
import dev.granary.chunk.ChunkSink;
import dev.granary.chunk.ChunkSource;
import dev.granary.session.Session;
import dev.granary.store.Batch;
import dev.granary.store.Outcome;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.List;

/**
 * Writes one file in three steps: begin, chunk by chunk, commit.
 *
 * <p>The writer is correct without any lock. Each of its commits requires the journal to have the
 * stamp of the writer's previous commit. After another writer has taken the key over, this writer
 * can change nothing more and ends with CONFLICT, however long it was suspended.
 */
public final class FileWriter {
  /**
   * The time, in milliseconds, after which a source counts as slow. While the writer waits for such
   * a source, it also checks that the previous chunk is stored.
   */
  private static final int SLOW = 100;

  private final Session session;
  private Journal journal;

  /** The chunk that is being stored, and the journal that will name it; null when none is. */
  private Pending<Outcome> storing;

  private Journal grown;

  private long storingSince;

  /** The chunks that must arrive, or null when they are not known. */
  private final List<ChunkRef> known;

  /** What the writer found under the key when it last looked. */
  private KeyState found;

  FileWriter(Session session, Journal journal, KeyState found, List<ChunkRef> known) {
    this.session = session;
    this.journal = journal;
    this.found = found;
    this.known = known;
  }

  /** Returns the offset from which this writer continues, for a source that can start there. */
  public long watermark() {
    return journal.watermark();
  }

  /** Receives the number of bytes that are durably stored. Never suspends. */
  public interface Progress {
    Progress NONE = stored -> {};

    void stored(long bytes);
  }

  /**
   * Writes the file from the source, and closes the source.
   *
   * <p>When the writer fails, the file stored under the key stays as it was. A resumable journal is
   * kept for another writer, except after INTEGRITY.
   */
  public FileManifest write(ChunkSource source, Cancel cancel, Progress progress) {
    try {
      FileSpec spec = journal.spec();
      ContentCheck promised = new ContentCheck(journal.key(), spec, source);
      source.whileWaiting(() -> keepAlive(progress));
      ChunkPump pump =
          new ChunkPump(
              journal.chunkSize(),
              session.digests(),
              session.buffers(),
              cancel,
              start(),
              journal.resumable(),
              spec.encoded() ? session.codec() : null);
      Pumped pumped = pump.run(promised.source(), sink(progress), journal.key(), spec);
      promised.expectKept(pumped);
      cancel.check();
      return commit(pumped);
    } catch (RuntimeException | Error failure) {
      if (failure instanceof GranaryException known) {
        known.withIfAbsent("key", journal.key());
      }
      abandon(failure);
      throw failure;
    } finally {
      source.close();
    }
  }

  private Start start() {
    List<ChunkRef> chunks = journal.chunks();
    String only = chunks.size() == 1 ? chunks.get(0).id() : null;
    return new Start(chunks.size(), journal.watermark(), journal.digestState(), only);
  }

  /**
   * Makes the chunk step, which stores the chunk and the journal that names it in one transaction.
   */
  private ChunkSink sink(Progress progress) {
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
      storing = session.commits().begin(batch, journal.key(), (long) rest);
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
    expectCommitted(journal.key(), outcome);
    journal = written.withStamp(outcome.stamp());
  }

  /**
   * Waits for the previous chunk, and touches the journal when its last touch was long ago. The
   * source calls this while the writer waits for it, so no other work of this writer runs.
   */
  private void keepAlive(Progress progress) {
    long now = session.clock().now();
    if (Math.abs(now - storingSince) >= SLOW) {
      stored(progress);
    }
    if (fresh(now)) {
      return;
    }
    Journal touched = journal.touched(now);
    Batch batch =
        Batch.of(Step.FILE_TOUCH, now)
            .requireStamp(Table.JOURNALS, journal.key(), journal.stamp())
            .put(touched.row())
            .build();
    become(touched, session.commits().commit(batch, journal.key(), 0));
  }

  private boolean fresh(long now) {
    return Math.abs(now - journal.touchedAt()) < ChunkSource.Beat.PATIENCE;
  }

  private void expectKnown(ChunkRef chunk) {
    int index = journal.chunks().size();
    if (known != null && !known.get(index).equals(chunk)) {
      throw new GranaryException(
              Code.INTEGRITY,
              "Chunk " + index + " of \"" + journal.key() + "\" has other bytes than expected.")
          .with("chunk", index)
          .with("expected", known.get(index).id())
          .with("actual", chunk.id());
    }
  }

  /** Puts the manifest and deletes the journal in one transaction: the last step. */
  private FileManifest commit(Pumped pumped) {
    FileSpec spec = journal.spec();
    long now = session.clock().now();
    while (true) {
      FileManifest manifest =
          found.replacedBy(spec, pumped, journal.chunks(), journal.origin(), now);
      Batch.Builder batch =
          Batch.of(Step.FILE_COMMIT, now)
              .requireStamp(Table.JOURNALS, journal.key(), journal.stamp())
              .put(manifest.row())
              .delete(Table.JOURNALS, journal.key());
      found.requireFile(batch, spec);
      Outcome outcome = session.commits().commit(batch.build(), journal.key(), 0);
      if (outcome.committed()) {
        return manifest.withStamp(outcome.stamp());
      }
      if (outcome.unmet().row() == null || outcome.unmet().row().table() != Table.FILES) {
        throw conflict(journal.key());
      }
      found = KeyState.at(session, journal.key());
    }
  }

  /** Gives the key up. A journal stays only if another writer can resume it. */
  private void abandon(Throwable failure) {
    boolean broken =
        failure instanceof GranaryException of
            && of.code() == Code.INTEGRITY
            && of.reason() != Reason.WEB_PAGE;
    boolean complete = known == null || journal.chunks().size() == known.size();
    boolean keep = journal.resumable() && !(broken && complete);
    // Recorded before the attempt: if the attempt fails, a sweep finds the journal.
    session.abandon(journal.key(), journal.stamp());
    try {
      // The store refuses this when another writer has taken over. The journal is then that
      // writer's.
      session.store().commit(keep ? released(session, journal) : dropped(session, journal));
    } catch (RuntimeException second) {
      // The caller needs the first failure, not this one.
    }
  }

  /** Makes the batch that releases a journal and keeps it for the next writer. */
  public static Batch released(Session session, Journal journal) {
    long now = session.clock().now();
    return Batch.of(Step.FILE_PAUSE, now)
        .requireStamp(Table.JOURNALS, journal.key(), journal.stamp())
        .put(journal.ownedBy(Journal.NOBODY, now).row())
        .build();
  }

  /** Makes the batch that deletes a journal. */
  public static Batch dropped(Session session, Journal journal) {
    return Batch.of(Step.FILE_DISCARD, session.clock().now())
        .requireStamp(Table.JOURNALS, journal.key(), journal.stamp())
        .delete(Table.JOURNALS, journal.key())
        .build();
  }

  private static void expectCommitted(String key, Outcome outcome) {
    if (!outcome.committed()) {
      throw conflict(key);
    }
  }

  static GranaryException conflict(String key) {
    return new GranaryException(
            Code.CONFLICT,
            "Another writer took over \"" + key + "\", or the unfinished file was discarded.")
        .with("key", key);
  }
}
