package dev.granary.collection;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.file.FileWriter.Progress;
import dev.granary.session.Session;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.Row;
import dev.granary.store.Snapshot;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * Saves, opens, lists and deletes the collections of one session. A save takes effect as a whole,
 * or not at all.
 */
public final class StoredCollections {
  /** The generation of a collection that was never saved. */
  public static final long NEVER = 0;

  private final Session session;

  public StoredCollections(Session session) {
    this.session = session;
  }

  /** Opens a collection; null when there is none. */
  public OpenCollection open(String name) {
    Keys keys = Keys.none().row(Table.COLLECTIONS, name).content(Table.COLLECTIONS, name);
    Snapshot found = session.store().read(keys);
    Row row = found.row(Table.COLLECTIONS, name);
    return row == null ? null : new OpenCollection(session, CollectionManifest.of(row), found);
  }

  /**
   * Saves an image. CONFLICT when another session has saved or deleted the collection since the
   * caller opened or saved it; the stored image then stays.
   *
   * @param generation the generation that the caller opened or saved last, or {@link #NEVER}
   * @param progress receives the number of bytes that are stored
   * @return the manifest with its new generation
   */
  public CollectionManifest save(
      String name,
      long generation,
      CollectionManifest.Content content,
      SegmentSource source,
      Cancel cancel,
      Progress progress) {
    Keys keys = Keys.none().row(Table.COLLECTIONS, name);
    Row row = session.store().read(keys).row(Table.COLLECTIONS, name);
    if ((row == null ? NEVER : row.stamp()) != generation) {
      throw CollectionWriter.conflict(name);
    }
    CollectionManifest old = row == null ? null : CollectionManifest.of(row);
    return new CollectionWriter(session, name, old, progress).run(source, content, cancel);
  }

  /** Lists all collections, in the order of their names. */
  public List<CollectionManifest> list() {
    Keys keys = Keys.none().rows(Table.COLLECTIONS, "");
    List<CollectionManifest> all = new ArrayList<>();
    for (Row row : session.store().read(keys).rows(Table.COLLECTIONS, "")) {
      try {
        all.add(CollectionManifest.of(row));
      } catch (GranaryException unreadable) {
        // One unreadable row must not hide all others. To open it reports the reason.
      }
    }
    return all;
  }

  /** Deletes a collection; returns false when there was none. */
  public boolean delete(String name) {
    Keys keys = Keys.none().row(Table.COLLECTIONS, name);
    if (session.store().read(keys).row(Table.COLLECTIONS, name) == null) {
      return false;
    }
    Batch.Builder batch = Batch.of(Step.COLLECTION_DELETE, session.clock().now());
    session.commits().commit(batch.delete(Table.COLLECTIONS, name).build(), name, 0);
    return true;
  }
}
