package dev.granary.web.idb;

import dev.granary.store.Header;
import dev.granary.store.Table;
import dev.granary.web.dom.Database;
import dev.granary.web.dom.ObjectStore;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * Names the object stores of the database, and upgrades older databases. The schema only grows: a
 * newer Granary adds stores and indexes, and never changes what an older one reads.
 */
final class Schema {
  static final int VERSION = 1;

  /** Holds what only the store reads: its header and the form of its chunks. */
  static final String META = "meta";

  /** Maps a chunk id to its chunk record. */
  static final String CHUNKS = "chunks";

  /** Maps a physical id to the bytes of a chunk. */
  static final String BLOBS = "blobs";

  /** Maps a chunk id to the rows that name it: the store counts them here. */
  static final String NAMES = "names";

  private Schema() {}

  /** Upgrades a database from its version, which is 0 when the database is new. */
  static void upgrade(Database database, int from) {
    if (from < 1) {
      ObjectStore meta = database.createObjectStore(META);
      HeaderRecord.write(meta, Header.empty());
      HeaderRecord.seal(meta);
      database.createObjectStore(CHUNKS);
      database.createObjectStore(BLOBS);
      for (Table table : Table.values()) {
        ObjectStore store = database.createObjectStore(table.label());
        if (table.namesChunks()) {
          store.createIndex(NAMES, NAMES, multiEntry());
        }
        if (table == Table.ACCESS) {
          store.createIndex("time", "time", none());
        }
      }
    }
  }

  @JSBody(script = "return { multiEntry: true };")
  private static native JSObject multiEntry();

  @JSBody(script = "return {};")
  private static native JSObject none();
}
