package dev.granary.web.idb;

import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.ObjectStore;
import java.util.HashSet;
import java.util.Set;
import org.teavm.jso.JSObject;

/**
 * Finds the places to which the rows of several chunks point, which only damage causes. The bytes
 * there stay when one of the chunks goes. A place is never assigned twice, so one look is enough.
 */
final class SharedBytePlaces {
  private Set<Long> shared;

  /** Looks at all chunks, unless that has been done. */
  void look(RequestRound round, ObjectStore chunks) {
    if (shared == null) {
      round.request(chunks.getAll(Transactions.prefixed("")), this::take);
    }
  }

  private void take(JSObject found) {
    shared = new HashSet<>();
    Set<Long> claimed = new HashSet<>();
    JsArray rows = (JsArray) found;
    for (int i = 0; i < rows.getLength(); i++) {
      long place = ChunkRecord.row("", rows.get(i)).physicalId();
      if (!claimed.add(place)) {
        shared.add(place);
      }
    }
  }

  /** Returns whether several chunks claim the place. Only valid after a look. */
  boolean isShared(long place) {
    return shared.contains(place);
  }
}
