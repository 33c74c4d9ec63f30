package dev.granary.web.idb;

import dev.granary.store.ChunkRow;
import dev.granary.store.Header;
import dev.granary.store.Outcome;
import dev.granary.store.Row;
import dev.granary.store.Table;
import dev.granary.store.Totals;
import dev.granary.web.bridge.Deferred;
import dev.granary.web.dom.Database;
import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.ObjectStore;
import dev.granary.web.dom.Transaction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSNumber;

/**
 * Counts the whole store in one transaction, when a bare deletion or damage has broken the seal or
 * the header is lost. It writes the totals and a new seal, and deletes bytes that no chunk's row
 * points to. When the disk is too full to write them, the totals it returns are true all the same.
 */
final class Recount {
  private static final double LAST_PLACE = 1L << 53;

  /** Bounds the number of deletions in one transaction. */
  private static final int MOST = 1024;

  /**
   * Whether the disk is too full to write: then the recount only deletes, and leaves the seal
   * broken.
   */
  private final boolean bare;

  private final Transaction transaction;
  private final Deferred<Recount> ended = new Deferred<>();
  private final Totals totals = new Totals();

  /** At least what the header says, and at least the highest stamp found. */
  private long lastStamp;

  private long lastPhysicalId;
  private Outcome outcome;
  private RuntimeException failure;
  private final Set<Long> claimed = new HashSet<>();
  private final List<Long> orphans = new ArrayList<>();

  private Recount(Database database, boolean bare) {
    this.bare = bare;
    transaction = Transactions.write(database, scope(), false);
    transaction.setOncomplete(
        () -> end(new Outcome(Outcome.Result.COMMITTED, null, 0, orphans.size(), 0, null)));
    transaction.setOnabort(() -> end(CommitRun.aborted(transaction, failure)));
  }

  static Deferred<Recount> start(Database database, boolean bare) {
    Recount recount = new Recount(database, bare);
    recount.read();
    return recount.ended;
  }

  Totals totals() {
    return totals;
  }

  Outcome outcome() {
    return outcome;
  }

  private void end(Outcome how) {
    outcome = how;
    if (how.result() == Outcome.Result.FAILED) {
      ended.fail((RuntimeException) how.cause());
    } else {
      ended.complete(this);
    }
  }

  private static Set<String> scope() {
    Set<String> stores = new HashSet<>();
    stores.add(Schema.META);
    stores.add(Schema.CHUNKS);
    stores.add(Schema.BLOBS);
    for (Table table : Table.values()) {
      if (table.strict()) {
        stores.add(table.label());
      }
    }
    return stores;
  }

  private void read() {
    RequestRound round = new RequestRound(transaction, thrown -> failure = thrown, this::write);
    ObjectStore meta = transaction.objectStore(Schema.META);
    round.request(meta.get(HeaderRecord.HEADER), this::takeHeader);
    JSObject everything = Transactions.prefixed("");
    for (Table table : Table.values()) {
      if (table.strict()) {
        round.request(
            transaction.objectStore(table.label()).getAll(everything),
            found -> countRows(table, (JsArray) found));
      }
    }
    round.request(
        transaction.objectStore(Schema.CHUNKS).getAll(everything),
        found -> countChunks((JsArray) found));
    round.request(
        transaction.objectStore(Schema.BLOBS).getAllKeys(Transactions.between(1, LAST_PLACE)),
        found -> takePlaces((JsArray) found));
    round.issued();
  }

  private void takeHeader(JSObject found) {
    Header header = HeaderRecord.read(found);
    if (header != null) {
      stamped(header.lastStamp());
      placed(header.lastPhysicalId());
    }
  }

  private void stamped(long stamp) {
    lastStamp = Math.max(lastStamp, stamp);
  }

  private void placed(long physicalId) {
    lastPhysicalId = Math.max(lastPhysicalId, physicalId);
  }

  private void countRows(Table table, JsArray rows) {
    for (int i = 0; i < rows.getLength(); i++) {
      Row row = RowRecord.row(table, "", rows.get(i));
      totals.add(row);
      stamped(row.stamp());
    }
  }

  private void countChunks(JsArray chunks) {
    for (int i = 0; i < chunks.getLength(); i++) {
      ChunkRow chunk = ChunkRecord.row("", chunks.get(i));
      totals.add(chunk);
      claimed.add(chunk.physicalId());
      placed(chunk.physicalId());
    }
  }

  private void takePlaces(JsArray places) {
    for (int i = 0; i < places.getLength(); i++) {
      long place = (long) ((JSNumber) places.get(i)).doubleValue();
      placed(place);
      if (!claimed.contains(place) && orphans.size() < MOST) {
        orphans.add(place);
      }
    }
  }

  private void write() {
    for (long orphan : orphans) {
      transaction.objectStore(Schema.BLOBS).delete((double) orphan);
    }
    ObjectStore meta = transaction.objectStore(Schema.META);
    if (bare) {
      meta.delete(HeaderRecord.SEAL);
      return;
    }
    HeaderRecord.write(meta, new Header(lastStamp, lastPhysicalId, totals));
    HeaderRecord.seal(meta);
  }
}
