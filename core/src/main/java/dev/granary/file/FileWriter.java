package dev.granary.file;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.GranaryException.Reason;
import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.chunk.ChunkPump;
import dev.granary.chunk.ChunkPump.Pumped;
import dev.granary.chunk.ChunkPump.Start;
import dev.granary.chunk.ChunkSource;
import dev.granary.session.Session;
import dev.granary.store.Batch;
import dev.granary.store.Outcome;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.List;

/**
 * Writes one file in three steps: begin, chunk by chunk, commit. {@link JournalWriter} says why
 * this needs no lock.
 */
public final class FileWriter {
  private final Session session;
  private final String key;
  private final JournalWriter chunks;

  /** What the writer found under the key when it last looked. */
  private KeyState found;

  FileWriter(Session session, Journal journal, KeyState found, List<ChunkRef> known) {
    this.session = session;
    this.key = journal.key();
    this.chunks = new JournalWriter(session, key, journal, known);
    this.found = found;
  }

  /** Returns the offset from which this writer continues, for a source that can start there. */
  public long watermark() {
    return chunks.journal().watermark();
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
  public FileManifest write(ChunkSource given, Cancel cancel, Progress progress) {
    Journal journal = chunks.journal();
    ChunkSource source = given;
    try {
      FileSpec spec = journal.spec();
      given.whileWaiting(() -> chunks.keepAlive(progress));
      if (spec.aligned() && session.cutting() != null && !chunks.knowsAll()) {
        source = session.cutting().cut(journal, given);
      }
      ContentCheck promised = new ContentCheck(key, spec, source);
      ChunkPump pump =
          new ChunkPump(
              journal.chunkSize(),
              session.digests(),
              session.buffers(),
              cancel,
              start(journal),
              journal.resumable(),
              spec.encoded() ? session.codec() : null);
      Pumped pumped = pump.run(promised.source(), chunks.sink(progress), key, spec);
      promised.expectKept(pumped);
      cancel.check();
      return commit(pumped);
    } catch (RuntimeException | Error failure) {
      if (failure instanceof GranaryException known) {
        known.withIfAbsent("key", key);
      }
      abandon(failure);
      throw failure;
    } finally {
      source.close();
    }
  }

  private static Start start(Journal journal) {
    List<ChunkRef> stored = journal.chunks();
    String only = stored.size() == 1 ? stored.get(0).id() : null;
    boolean anySizes = journal.spec().aligned();
    return new Start(stored.size(), journal.watermark(), journal.digestState(), only, anySizes);
  }

  /** Puts the manifest and deletes the journal in one transaction: the last step. */
  private FileManifest commit(Pumped pumped) {
    Journal journal = chunks.journal();
    FileSpec spec = journal.spec();
    long now = session.clock().now();
    while (true) {
      FileManifest manifest =
          found.replacedBy(spec, pumped, journal.chunks(), journal.origin(), now);
      Batch.Builder batch = Batch.of(Step.FILE_COMMIT, now).put(manifest.row());
      found.requireFile(batch, spec);
      Outcome outcome = chunks.commit(batch);
      if (outcome.committed()) {
        return manifest.withStamp(outcome.stamp());
      }
      found = KeyState.at(session, key);
    }
  }

  /** Gives the key up. A journal stays only if another writer can resume it. */
  private void abandon(Throwable failure) {
    boolean broken =
        failure instanceof GranaryException of
            && of.code() == Code.INTEGRITY
            && of.reason() != Reason.WEB_PAGE;
    chunks.abandon(chunks.journal().resumable() && !(broken && chunks.complete()));
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

  static GranaryException conflict(String key) {
    return new GranaryException(
            Code.CONFLICT,
            "Another writer took over \"" + key + "\", or the unfinished file was discarded.")
        .with("key", key);
  }
}
