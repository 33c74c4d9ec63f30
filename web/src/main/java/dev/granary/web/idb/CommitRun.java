package dev.granary.web.idb;

import dev.granary.store.Batch;
import dev.granary.store.BatchGroup;
import dev.granary.store.ChunkRow;
import dev.granary.store.CommitPlan;
import dev.granary.store.Header;
import dev.granary.store.NewChunk;
import dev.granary.store.Outcome;
import dev.granary.store.Requirement;
import dev.granary.store.Row;
import dev.granary.store.RowKey;
import dev.granary.store.Table;
import dev.granary.store.Writes;
import dev.granary.web.bridge.Deferred;
import dev.granary.web.bridge.JsFailure;
import dev.granary.web.dom.Database;
import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.ObjectStore;
import dev.granary.web.dom.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.teavm.jso.core.JSNumber;
import org.teavm.jso.core.JSObjects;
import org.teavm.jso.core.JSString;

/**
 * One commit: a transaction that runs a {@link CommitPlan} in three rounds of requests, and is done
 * when it has completed.
 */
final class CommitRun {
  /** What a run ends with whose batch cannot be decided before somebody has counted anew. */
  static final Outcome UNSEALED =
      Outcome.failed(new IllegalStateException("The totals are unknown."));

  /** What a run ends with that took the chunks for new, and some may be there. */
  static final Outcome MISGUESSED =
      Outcome.failed(new IllegalStateException("Some of the chunks may be there already."));

  /** From so many rows on, it is asked first which of them are there. */
  private static final int MANY = 8;

  /** What the runs of one store know together. */
  record Known(StoredBytes bytes, SharedBytePlaces places, NewChunkPredictor guess) {}

  private final BatchGroup group;
  private final Batch batch;
  private final Known known;

  /** Whether to look at chunks at any rate, as after a wrong guess. */
  private final boolean looks;

  private final Transaction transaction;
  private final Deferred<Outcome> ended = new Deferred<>();

  /** Settled when the engine has all of it, or it has ended: then the page may turn to others. */
  private final Deferred<Void> issued;

  private final Map<RowKey, Row> rows = new HashMap<>();
  private final Map<String, ChunkRow> chunks = new HashMap<>();
  private final Map<String, Integer> namedBy = new HashMap<>();
  private Header header;
  private boolean sealed;
  private CommitPlan plan;

  /** Whether it was decided as if none of the chunks were there. */
  private boolean guessed;

  private Outcome outcome;
  private RuntimeException failure;

  private CommitRun(
      Database database, BatchGroup group, Known known, boolean looks, Deferred<Void> issued) {
    this.group = group;
    this.issued = issued;
    batch = group.merged();
    this.known = known;
    this.looks = looks;
    transaction = Transactions.write(database, scope(batch), batch.relaxed());
    transaction.setOncomplete(() -> end(outcome));
    transaction.setOnabort(() -> end(aborted()));
  }

  /** Starts to commit a group, in a transaction that exists when this returns. */
  static Deferred<Outcome> start(
      Database database, BatchGroup group, Known known, boolean looks, Deferred<Void> issued) {
    CommitRun run = new CommitRun(database, group, known, looks, issued);
    run.readRows();
    return run.ended;
  }

  private void end(Outcome how) {
    ended.complete(how);
    issued.complete(null);
  }

  private static Set<String> scope(Batch batch) {
    Set<String> stores = new HashSet<>();
    stores.add(Schema.META);
    boolean chunks = !batch.chunks().isEmpty() || !batch.sweep().isEmpty();
    for (Row row : batch.puts()) {
      stores.add(row.table().label());
      chunks |= row.table().namesChunks();
    }
    for (RowKey key : batch.deletes()) {
      stores.add(key.table().label());
      chunks |= key.table().namesChunks();
    }
    for (Requirement requirement : batch.requirements()) {
      stores.add(requirement.row().table().label());
    }
    if (chunks) {
      stores.add(Schema.CHUNKS);
      stores.add(Schema.BLOBS);
      for (Table table : Table.values()) {
        if (table.namesChunks()) {
          stores.add(table.label());
        }
      }
    }
    return stores;
  }

  private ObjectStore store(String name) {
    return transaction.objectStore(name);
  }

  private RequestRound round(RequestRound.Next next) {
    return new RequestRound(transaction, thrown -> failure = thrown, next);
  }

  // 1. The header, and the rows that the batch requires, replaces or deletes.
  private void readRows() {
    RequestRound round = round(this::readChunks);
    ObjectStore meta = store(Schema.META);
    round.request(meta.get(HeaderRecord.HEADER), found -> header = HeaderRecord.read(found));
    round.request(meta.get(HeaderRecord.SEAL), found -> sealed = !JSObjects.isUndefined(found));
    Map<Table, List<String>> wanted = new HashMap<>();
    for (RowKey key : CommitPlan.rowsToRead(batch)) {
      wanted.computeIfAbsent(key.table(), table -> new ArrayList<>()).add(key.key());
    }
    wanted.forEach(
        (table, keys) -> {
          if (keys.size() < MANY) {
            keys.forEach(key -> readRow(round, table, key));
          } else {
            readThoseThere(round, table, keys);
          }
        });
    round.issued();
  }

  private void readRow(RequestRound round, Table table, String key) {
    round.request(
        store(table.label()).get(key),
        found -> {
          if (!JSObjects.isUndefined(found)) {
            rows.put(new RowKey(table, key), RowRecord.row(table, key, found));
          }
        });
  }

  /** Of many rows most are not there yet: one request tells which are, if they lie close. */
  private void readThoseThere(RequestRound round, Table table, List<String> keys) {
    String first = keys.get(0);
    String last = first;
    for (String key : keys) {
      first = key.compareTo(first) < 0 ? key : first;
      last = key.compareTo(last) > 0 ? key : last;
    }
    int most = 2 * keys.size();
    round.request(
        store(table.label()).getAllKeys(Transactions.within(first, last), most),
        found -> {
          JsArray strings = (JsArray) found;
          Set<String> there = new HashSet<>();
          for (int i = 0; i < strings.getLength(); i++) {
            there.add(((JSString) strings.get(i)).stringValue());
          }
          for (String key : keys) {
            if (strings.getLength() == most || there.contains(key)) {
              readRow(round, table, key);
            }
          }
        });
  }

  // 2. The chunks to look at, and how many rows name them.
  private void readChunks() {
    if (CommitPlan.needsTotals(batch) && (!sealed || header == null)) {
      outcome = UNSEALED;
      return;
    }
    Batch holding = group.weigh(rows);
    if (holding == null) {
      outcome = group.refused(0);
      return;
    }
    // Whatever does without totals writes no header either.
    plan = new CommitPlan(holding, header == null ? Header.empty() : header);
    outcome = plan.weigh(rows);
    if (outcome != null) {
      return;
    }
    boolean onlyChunks = plan.bringsChunksOnly();
    if (onlyChunks && !looks && known.guess().allNew()) {
      guessed = true;
      decide();
      return;
    }
    RequestRound round =
        round(
            () -> {
              if (onlyChunks && !plan.chunksToRead().isEmpty()) {
                known.guess().learn(chunks.isEmpty());
              }
              decide();
            });
    for (String id : plan.chunksToRead()) {
      round.request(
          store(Schema.CHUNKS).get(id),
          found -> {
            if (!JSObjects.isUndefined(found)) {
              chunks.put(id, ChunkRecord.row(id, found));
            }
          });
    }
    for (String id : plan.chunksToCount()) {
      for (Table table : Table.values()) {
        if (table.namesChunks()) {
          round.request(
              store(table.label()).index(Schema.NAMES).count(id),
              found -> namedBy.merge(id, ((JSNumber) found).intValue(), Integer::sum));
        }
      }
    }
    round.issued();
  }

  private void decide() {
    outcome = plan.decide(chunks, namedBy);
    if (guessed && outcome.result() == Outcome.Result.QUOTA) {
      // There is room for those that are really new, perhaps.
      outcome = misguessed();
    }
    if (!outcome.committed()) {
      return;
    }
    RequestRound round = round(this::write);
    if (!plan.writes().bytesDeletes().isEmpty()) {
      known.places().look(round, store(Schema.CHUNKS));
    }
    round.issued();
  }

  // 3. What was decided.
  private void write() {
    Writes writes = plan.writes();
    for (RowKey key : writes.rowDeletes()) {
      store(key.table().label()).delete(key.key());
    }
    for (Row row : writes.rowPuts()) {
      store(row.table().label()).put(RowRecord.of(row), row.key());
    }
    for (long place : writes.bytesDeletes()) {
      if (!known.places().contested(place)) {
        store(Schema.BLOBS).delete((double) place);
      }
    }
    for (int i = 0; i < writes.bytesPuts().size(); i++) {
      NewChunk chunk = writes.bytesPuts().get(i);
      // Never over what is there, whatever the header says: that would be another chunk's.
      store(Schema.BLOBS).add(known.bytes().toStore(chunk), (double) writes.bytesPlaces().get(i));
    }
    for (ChunkRow chunk : writes.chunkPuts()) {
      if (guessed) {
        // Fails, and aborts all of it, when the chunk is there.
        store(Schema.CHUNKS).add(ChunkRecord.of(chunk), chunk.id());
      } else {
        store(Schema.CHUNKS).put(ChunkRecord.of(chunk), chunk.id());
      }
    }
    for (ChunkRow chunk : writes.chunkDeletes()) {
      store(Schema.CHUNKS).delete(chunk.id());
    }
    if (writes.header() != null && !batch.bare()) {
      HeaderRecord.write(store(Schema.META), writes.header());
    }
    if (writes.header() != null && writes.header().totals() == null) {
      store(Schema.META).delete(HeaderRecord.SEAL);
    }
    issued.complete(null);
  }

  private Outcome aborted() {
    boolean there =
        guessed
            && failure == null
            && Connection.abortedBy(transaction.getError()) instanceof JsFailure failed
            && failed.name().equals("ConstraintError");
    return there ? misguessed() : aborted(transaction, failure);
  }

  private Outcome misguessed() {
    known.guess().learn(false);
    return MISGUESSED;
  }

  /** What an abort means. */
  static Outcome aborted(Transaction transaction, RuntimeException failure) {
    if (failure != null) {
      return Outcome.failed(failure);
    }
    RuntimeException error = Connection.abortedBy(transaction.getError());
    // The request has succeeded and its transaction is aborted: that is how quota is told.
    boolean full = error instanceof JsFailure failed && failed.name().equals("QuotaExceededError");
    return full ? Outcome.quota(error) : Outcome.failed(error);
  }
}
