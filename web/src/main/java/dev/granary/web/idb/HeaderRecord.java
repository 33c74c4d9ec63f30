package dev.granary.web.idb;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.store.Header;
import dev.granary.web.dom.ObjectStore;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSObjects;
import org.teavm.jso.core.JSString;

/** The store's header as it lies in {@link Schema#META}, and its seal. */
final class HeaderRecord {
  /** Where the header is. */
  static final String HEADER = "header";

  /** What stands beside the header while its totals are true: a bare deletion only deletes it. */
  static final String SEAL = "seal";

  private HeaderRecord() {}

  /** The header as it is stored, or null where none is that can be read. */
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

  /** Says that the totals of the header beside it are true. */
  static void seal(ObjectStore meta) {
    meta.put(JSString.valueOf("true"), SEAL);
  }
}
