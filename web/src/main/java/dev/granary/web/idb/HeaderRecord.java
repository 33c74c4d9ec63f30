package dev.granary.web.idb;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.store.Header;
import dev.granary.web.dom.ObjectStore;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSObjects;
import org.teavm.jso.core.JSString;

/** Maps the store's header to its record in {@link Schema#META}, beside the seal. */
final class HeaderRecord {
  /** The key of the header. */
  static final String HEADER = "header";

  /**
   * The key of the seal, which exists while the totals in the header are true. A bare deletion only
   * deletes the seal.
   */
  static final String SEAL = "seal";

  private HeaderRecord() {}

  /** Reads the stored header. Returns null when there is none, or it cannot be read. */
  static Header read(JSObject found) {
    if (!JSObjects.typeOf(found).equals("string")) {
      return null;
    }
    try {
      return Header.decode(((JSString) found).stringValue());
    } catch (GranaryException unreadable) {
      if (unreadable.code() == Code.CORRUPT) {
        return null;
      }
      throw unreadable;
    }
  }

  static void write(ObjectStore meta, Header header) {
    meta.put(JSString.valueOf(header.encode()), HEADER);
  }

  /** Marks the totals of the header as true. */
  static void seal(ObjectStore meta) {
    meta.put(JSString.valueOf("true"), SEAL);
  }
}
