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
 * Runs one commit: one transaction follows a {@link CommitPlan} in three rounds of requests. The
 * commit is done when the transaction has completed.
 */
final class CommitRun {
  /** Says how a run has ended. */
  enum Verdict {
    /** The batch has its outcome. */
    DECIDED,
    /** The totals are unknown: the batch can be decided after a recount. */
    UNSEALED,
    /** The run took all chunks for new, and some may be stored already. */
    MISPREDICTED
  }

  /**
   * The end of a run.
   *
   * @param outcome the batch's outcome when it is decided, else null
   */
  record End(Verdict verdict, Outcome outcome) {
    static End decided(Outcome outcome) {
      return new End(Verdict.DECIDED, outcome);
    }
  }

  /** With this many rows or more, one request first asks which of the rows exist. */
  private static final int MANY = 8;

  /** Holds the state that all runs of one store share. */
  record Known(StoredBytes bytes, SharedBytePlaces places, NewChunkPredictor predictor) {}

  private final BatchGroup group;
  private final Batch batch;
  private final Known known;

  /** Whether the run looks at each chunk in any case, as after a wrong prediction. */
  private final boolean looks;

  private final Transaction transaction;
  private final Deferred<End> ended = new Deferred<>();

  /**
   * Settles when the engine has all requests of this commit, or when the commit has ended. The page
   * may then turn to other work.
   */
  private final Deferred<Void> issued;

  private final Map<RowKey, Row> rows = new HashMap<>();
  private final Map<String, ChunkRow> chunks = new HashMap<>();
  private final Map<String, Integer> namedBy = new HashMap<>();
  private Header header;
  private boolean sealed;
  private CommitPlan plan;

  /** Whether the plan was decided on the assumption that all chunks are new. */
  private boolean predicted;

  private End end;
  private RuntimeException failure;

  private CommitRun(
      Database database, BatchGroup group, Known known, boolean looks, Deferred<Void> issued) {
    this.group = group;
    this.issued = issued;
    batch = group.merged();
    this.known = known;
    this.looks = looks;
    transaction = Transactions.write(database, scope(batch), batch.relaxed());
    transaction.setOncomplete(() -> end(end));
    transaction.setOnabort(() -> end(aborted()));
  }

  /** Starts to commit a group. The transaction exists when this method returns. */
  static Deferred<End> start(
      Database database, BatchGroup group, Known known, boolean looks, Deferred<Void> issued) {
    CommitRun run = new CommitRun(database, group, known, looks, issued);
    run.readRows();
    return run.ended;
  }

  private void end(End how) {
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

  // Round 1: reads the header, and the rows that the batch requires, replaces or deletes.
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
            readExisting(round, table, keys);
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

  /**
   * Reads many rows, most of which do not exist yet. If their keys lie close together, one request
   * finds those that exist.
   */
  private void readExisting(RequestRound round, Table table, List<String> keys) {
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
          Set<String> existing = new HashSet<>();
          for (int i = 0; i < strings.getLength(); i++) {
            existing.add(((JSString) strings.get(i)).stringValue());
          }
          for (String key : keys) {
            if (strings.getLength() == most || existing.contains(key)) {
              readRow(round, table, key);
            }
          }
        });
  }

  // Round 2: reads the chunks that the plan asks for, and counts the rows that name them.
  private void readChunks() {
    if (CommitPlan.needsTotals(batch) && (!sealed || header == null)) {
      end = new End(Verdict.UNSEALED, null);
      return;
    }
    Batch holding = group.weigh(rows);
    if (holding == null) {
      end = End.decided(group.refused(0));
      return;
    }
    // A batch that needs no totals writes no header either.
    plan = new CommitPlan(holding, header == null ? Header.empty() : header);
    Outcome refused = plan.weigh(rows);
    if (refused != null) {
      end = End.decided(refused);
      return;
    }
    boolean onlyChunks = plan.bringsChunksOnly();
    if (onlyChunks && !looks && known.predictor().allNew()) {
      predicted = true;
      decide();
      return;
    }
    RequestRound round =
        round(
            () -> {
              if (onlyChunks && !plan.chunksToRead().isEmpty()) {
                known.predictor().learn(chunks.isEmpty());
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
    Outcome outcome = plan.decide(chunks, namedBy);
    boolean full = outcome.result() == Outcome.Result.QUOTA;
    // There may be room for the chunks that are really new.
    end = predicted && full ? mispredicted() : End.decided(outcome);
    if (!outcome.committed()) {
      return;
    }
    RequestRound round = round(this::write);
    if (!plan.writes().bytesDeletes().isEmpty()) {
      known.places().look(round, store(Schema.CHUNKS));
    }
    round.issued();
  }

  // Round 3: writes what the plan decided.
  private void write() {
    Writes writes = plan.writes();
    for (RowKey key : writes.rowDeletes()) {
      store(key.table().label()).delete(key.key());
    }
    for (Row row : writes.rowPuts()) {
      store(row.table().label()).put(RowRecord.of(row), row.key());
    }
    for (long place : writes.bytesDeletes()) {
      if (!known.places().isShared(place)) {
        store(Schema.BLOBS).delete((double) place);
      }
    }
    for (int i = 0; i < writes.bytesPuts().size(); i++) {
      NewChunk chunk = writes.bytesPuts().get(i);
      // Uses add, not put: bytes at this place would belong to another chunk, even if the header
      // says that the place is free.
      store(Schema.BLOBS).add(known.bytes().toStore(chunk), (double) writes.bytesPlaces().get(i));
    }
    for (ChunkRow chunk : writes.chunkPuts()) {
      if (predicted) {
        // The add fails when the chunk is stored already, and aborts the whole transaction.
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

  private End aborted() {
    boolean there =
        predicted
            && failure == null
            && Connection.abortedBy(transaction.getError()) instanceof JsFailure failed
            && failed.name().equals("ConstraintError");
    return there ? mispredicted() : End.decided(aborted(transaction, failure));
  }

  private End mispredicted() {
    known.predictor().learn(false);
    return new End(Verdict.MISPREDICTED, null);
  }

  /** Turns an abort into an outcome. */
  static Outcome aborted(Transaction transaction, RuntimeException failure) {
    if (failure != null) {
      return Outcome.failed(failure);
    }
    RuntimeException error = Connection.abortedBy(transaction.getError());
    // An engine reports a full disk this way: the requests succeed, and the transaction aborts.
    boolean full = error instanceof JsFailure failed && failed.name().equals("QuotaExceededError");
    return full ? Outcome.quota(error) : Outcome.failed(error);
  }
}
