package dev.granary.web.idb;

import dev.granary.store.Header;
import dev.granary.store.Table;
import dev.granary.web.dom.Database;
import dev.granary.web.dom.ObjectStore;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * The object stores of the database, and how an older database gets them. It only grows: a newer
 * Granary adds stores and indexes, and never changes what an older one reads.
 */
final class Schema {
  static final int VERSION = 1;

  /** What only the store itself reads: its header and the form of its chunks. */
  static final String META = "meta";

  /** Chunk id to chunk record. */
  static final String CHUNKS = "chunks";

  /** Physical id to the bytes of a chunk. */
  static final String BLOBS = "blobs";

  /** Chunk id to the rows that name it: how the store knows who still does. */
  static final String NAMES = "names";

  private Schema() {}

  /** Brings a database up from the version that it has, which is 0 when it is new. */
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
