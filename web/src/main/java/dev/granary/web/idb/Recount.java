package dev.granary.web.idb;

import dev.granary.store.Header;
import dev.granary.store.Outcome;
import dev.granary.store.Table;
import dev.granary.store.Totals;
import dev.granary.web.bridge.Deferred;
import dev.granary.web.dom.Database;
import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.ObjectStore;
import dev.granary.web.dom.Transaction;
import java.util.HashSet;
import java.util.Set;
import org.teavm.jso.JSObject;

/**
 * Counts the whole catalogue in one transaction, after a bare deletion has broken the seal, and
 * writes what it found under a new one. Where even that finds no room its totals are true all the
 * same.
 */
final class Recount {
  private final Transaction transaction;
  private final Deferred<Recount> ended = new Deferred<>();
  private final Totals totals = new Totals();
  private Header header;
  private Outcome outcome;
  private RuntimeException failure;

  private Recount(Database database) {
    transaction = Transactions.write(database, scope(), false);
    transaction.setOncomplete(
        () -> end(new Outcome(Outcome.Result.COMMITTED, null, 0, 0, 0, null)));
    transaction.setOnabort(() -> end(CommitRun.aborted(transaction, failure)));
  }

  static Deferred<Recount> start(Database database) {
    Recount recount = new Recount(database);
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
    for (Table table : Table.values()) {
      if (table.strict()) {
        stores.add(table.label());
      }
    }
    return stores;
  }

  private void read() {
    Round round = new Round(transaction, thrown -> failure = thrown, this::write);
    ObjectStore meta = transaction.objectStore(Schema.META);
    round.request(meta.get(IndexedDbStore.HEADER), found -> header = CommitRun.header(found));
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
    round.issued();
  }

  private void countRows(Table table, JsArray rows) {
    for (int i = 0; i < rows.getLength(); i++) {
      totals.add(RowRecord.row(table, "", rows.get(i)));
    }
  }

  private void countChunks(JsArray chunks) {
    for (int i = 0; i < chunks.getLength(); i++) {
      totals.add(ChunkRecord.row("", chunks.get(i)));
    }
  }

  private void write() {
    CommitRun.write(transaction.objectStore(Schema.META), header.with(totals), false);
  }
}
