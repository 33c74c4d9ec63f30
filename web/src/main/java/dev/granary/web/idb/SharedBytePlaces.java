package dev.granary.web.idb;

import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.ObjectStore;
import java.util.HashSet;
import java.util.Set;
import org.teavm.jso.JSObject;

/**
 * The places that more than one chunk's row points at, as only damage makes them: what lies there
 * stays when one of them goes. Since no place is given twice, it is enough to look once.
 */
final class SharedBytePlaces {
  private Set<Long> contested;

  /** Looks at all chunks there are, unless that has been done. */
  void look(RequestRound round, ObjectStore chunks) {
    if (contested == null) {
      round.request(chunks.getAll(Transactions.prefixed("")), this::take);
    }
  }

  private void take(JSObject found) {
    contested = new HashSet<>();
    Set<Long> claimed = new HashSet<>();
    JsArray rows = (JsArray) found;
    for (int i = 0; i < rows.getLength(); i++) {
      long place = ChunkRecord.row("", rows.get(i)).physicalId();
      if (!claimed.add(place)) {
        contested.add(place);
      }
    }
  }

  /** Once it has looked. */
  boolean contested(long place) {
    return contested.contains(place);
  }
}
