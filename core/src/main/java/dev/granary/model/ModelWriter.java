package dev.granary.model;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.chunk.ChunkPump;
import dev.granary.chunk.ChunkSource;
import dev.granary.file.FileWriter.Progress;
import dev.granary.file.JournalWriter;
import dev.granary.session.Session;
import dev.granary.space.ItemKind;
import dev.granary.store.Row;
import java.util.List;

/**
 * Stores the chunks of tensors under a journal of its own, until one last transaction names them in
 * the rows of a model. A writer that dies leaves only what a sweep deletes.
 */
final class ModelWriter {
  private final Session session;

  /** The key of the item that is being written. */
  private final String item;

  ModelWriter(Session session, String item) {
    this.session = session;
    this.item = item;
  }

  /** Makes the last transaction, which names the chunks of the journal. */
  interface Last<T> {
    T commit(JournalWriter writer);
  }

  /** Writes everything that a source supplies, and closes the source. */
  <T> T write(ChunkSource source, Cancel cancel, Progress progress, Last<T> last) {
    try {
      return write(begin(List.of(), null), source, cancel, progress, last);
    } finally {
      source.close();
    }
  }

  /**
   * Writes the chunks that are known to be missing.
   *
   * @param stored the first of the known chunks, which are stored already
   * @return null when one of these chunks has gone
   */
  <T> T write(
      List<ChunkRef> stored,
      List<ChunkRef> known,
      ChunkSource source,
      Cancel cancel,
      Last<T> last) {
    JournalWriter writer = begin(stored, known);
    return writer == null ? null : write(writer, source, cancel, Progress.NONE, last);
  }

  private <T> T write(
      JournalWriter writer, ChunkSource source, Cancel cancel, Progress progress, Last<T> last) {
    try {
      source.whileWaiting(() -> writer.keepAlive(progress));
      Journal journal = writer.journal();
      ChunkPump.withoutDigest(
              journal.chunkSize(),
              session.digests(),
              session.buffers(),
              cancel,
              journal.chunks().size())
          .run(source, writer.sink(progress), ItemKind.shown(item), FileSpec.ANY);
      cancel.check();
      return last.commit(writer);
    } catch (RuntimeException | Error failure) {
      if (failure instanceof GranaryException known) {
        known.withIfAbsent("key", ItemKind.shown(item));
      }
      writer.abandon(false);
      throw failure;
    }
  }

  /** Begins a journal under a key that no other writer has; null when a stored chunk has gone. */
  private JournalWriter begin(List<ChunkRef> stored, List<ChunkRef> known) {
    int chunkSize = session.layout().chunkSize();
    for (ChunkRef chunk : known == null ? stored : known) {
      chunkSize = Math.max(chunkSize, chunk.size());
    }
    String key = Journal.RESERVED + item + "/" + session.owner() + "/" + session.nextNumber();
    long now = session.clock().now();
    Journal fresh =
        new Journal(
            key,
            Row.UNSTAMPED,
            session.owner(),
            now,
            now,
            false,
            null,
            FileSpec.ANY,
            chunkSize,
            stored,
            "");
    return JournalWriter.begin(session, item, fresh, known);
  }
}
