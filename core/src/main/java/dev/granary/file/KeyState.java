package dev.granary.file;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.catalog.Origin;
import dev.granary.chunk.ChunkPump.Pumped;
import dev.granary.session.Session;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.Row;
import dev.granary.store.Snapshot;
import dev.granary.store.Table;
import java.util.List;

/**
 * Records what a writer found under its key when it last looked. Where it matters, the writer's
 * transactions require that this is still so.
 *
 * @param journal the journal of the current writer, or null
 * @param file the row of the stored file, or null
 */
record KeyState(String key, Row journal, Row file) {
  /** Throws INVALID for a key that no file may have. */
  static void expectAllowed(String key) {
    if (key.startsWith(Journal.RESERVED)) {
      throw new GranaryException(
              Code.INVALID, "The key of a file must not begin with U+0000 and model/.")
          .with("key", key);
    }
  }

  static KeyState at(Session session, String key) {
    Snapshot both =
        session.store().read(Keys.none().row(Table.JOURNALS, key).row(Table.FILES, key));
    return new KeyState(key, both.row(Table.JOURNALS, key), both.row(Table.FILES, key));
  }

  /** Reads the key when the election admits this writer. */
  static KeyState inTurn(Session session, String key, WriterElection election, Cancel cancel) {
    KeyState found;
    do {
      cancel.check();
      found = at(session, key);
    } while (found.journal != null && !election.mayTakeOver(found.journal));
    return found;
  }

  /** Makes the manifest that replaces the file. A pin stays unless the caller set another one. */
  FileManifest replacedBy(
      FileSpec spec, Pumped pumped, List<ChunkRef> chunks, Origin origin, long now) {
    return new FileManifest(
        key,
        Row.UNSTAMPED,
        pumped.size(),
        spec.type(),
        pumped.sha256(),
        chunks,
        origin,
        now,
        spec.pinned() == null ? pinned() : spec.pinned(),
        spec.metadata());
  }

  private boolean pinned() {
    try {
      return file != null && FileManifest.decode(key, file.stamp(), file.text()).pinned();
    } catch (GranaryException unreadable) {
      return false;
    }
  }

  void requireJournal(Batch.Builder batch) {
    require(batch, Table.JOURNALS, journal);
  }

  /**
   * Requires the file unchanged where the pin stays, because another caller may change the pin
   * until the commit.
   */
  void requireFile(Batch.Builder batch, FileSpec spec) {
    if (spec.pinned() == null) {
      require(batch, Table.FILES, file);
    }
  }

  private void require(Batch.Builder batch, Table table, Row row) {
    if (row == null) {
      batch.requireAbsent(table, key);
    } else {
      batch.requireStamp(table, key, row.stamp());
    }
  }
}
