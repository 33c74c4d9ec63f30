package dev.granary.web.idb;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.store.ChunkRow;
import dev.granary.store.Header;
import dev.granary.store.Keys;
import dev.granary.store.Payload;
import dev.granary.store.Row;
import dev.granary.store.RowKey;
import dev.granary.store.RowRange;
import dev.granary.store.Snapshot;
import dev.granary.web.bridge.Deferred;
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
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSNumber;
import org.teavm.jso.core.JSObjects;

/** Runs one read: one transaction that answers everything as it is at one moment. */
final class ReadRun {
  /** With this many chunks or more, bytes that lie close together are read in one request. */
  private static final int MANY = 8;

  private final Keys keys;
  private final boolean lazy;
  private final Transaction transaction;
  private final Snapshot snapshot = new Snapshot();
  private final Deferred<Snapshot> ended = new Deferred<>();

  /** The chunks to find, and whether the reader wants their bytes. */
  private final Map<String, Boolean> chunks = new HashMap<>();

  /** Where the wanted bytes lie. Damaged rows may give two chunks the same place. */
  private final Map<String, Long> places = new HashMap<>();

  private Header header;
  private RuntimeException failure;

  private ReadRun(Database database, Keys keys, boolean lazy) {
    this.keys = keys;
    this.lazy = lazy;
    transaction = Transactions.read(database, scope());
    transaction.setOncomplete(() -> ended.complete(snapshot));
    transaction.setOnabort(() -> ended.fail(aborted()));
  }

  /** Starts to read. The transaction exists when this method returns. */
  static Deferred<Snapshot> start(Database database, Keys keys, boolean lazy) {
    ReadRun run = new ReadRun(database, keys, lazy);
    run.readRows();
    return run.ended;
  }

  private Set<String> scope() {
    Set<String> stores = new HashSet<>();
    // A read of nothing is a transaction, too.
    stores.add(Schema.META);
    keys.rows().forEach(key -> stores.add(key.table().label()));
    keys.ranges().forEach(range -> stores.add(range.table().label()));
    boolean bytes = !keys.payloads().isEmpty() || (lazy && !keys.contents().isEmpty());
    if (bytes || !keys.contents().isEmpty() || keys.pageAfter() != null) {
      stores.add(Schema.CHUNKS);
    }
    if (bytes) {
      stores.add(Schema.BLOBS);
    }
    return stores;
  }

  private ObjectStore store(String name) {
    return transaction.objectStore(name);
  }

  private RequestRound round(RequestRound.Next next) {
    return new RequestRound(transaction, thrown -> failure = thrown, next);
  }

  // Round 1: reads rows, ranges, the page and the header.
  private void readRows() {
    RequestRound round = round(this::readChunks);
    for (RowKey key : keys.rows()) {
      round.request(
          store(key.table().label()).get(key.key()),
          found -> {
            if (!JSObjects.isUndefined(found)) {
              snapshot.found(RowRecord.row(key.table(), key.key(), found));
            }
          });
    }
    for (RowRange<?> range : keys.ranges()) {
      readRange(round, range);
    }
    if (keys.pageAfter() != null) {
      RangeRead.behind(
          round,
          store(Schema.CHUNKS),
          keys.pageAfter(),
          keys.pageSize(),
          (id, value) -> snapshot.onPage(ChunkRecord.row(id, value)));
    }
    if (keys.wantsTotals()) {
      ObjectStore meta = store(Schema.META);
      round.request(meta.get(HeaderRecord.HEADER), found -> header = HeaderRecord.read(found));
      round.request(
          meta.get(HeaderRecord.SEAL),
          found -> {
            if (header != null && !JSObjects.isUndefined(found)) {
              snapshot.found(header.totals());
            }
          });
    }
    round.issued();
  }

  private <T> void readRange(RequestRound round, RowRange<T> range) {
    List<T> made = new ArrayList<>();
    snapshot.found(range, made);
    RangeRead.prefix(
        round,
        store(range.table().label()),
        range.prefix(),
        (key, value) -> range.take(RowRecord.row(range.table(), key, value), made));
  }

  // Round 2: reads the chunks that were asked for, and those that the rows name.
  private void readChunks() {
    for (RowKey key : keys.contents()) {
      Row row = snapshot.row(key.table(), key.key());
      if (row != null) {
        row.names().forEach(id -> chunks.put(id, lazy));
      }
    }
    keys.payloads().forEach(id -> chunks.put(id, true));
    RequestRound round = round(this::readBytes);
    chunks.forEach(
        (id, wanted) ->
            round.request(
                store(Schema.CHUNKS).get(id),
                found -> {
                  if (!JSObjects.isUndefined(found)) {
                    ChunkRow chunk = ChunkRecord.row(id, found);
                    snapshot.found(chunk);
                    if (wanted) {
                      places.put(id, chunk.physicalId());
                    }
                  }
                }));
    round.issued();
  }

  // Round 3: reads the bytes. The chunks of a whole file usually have consecutive physical ids, so
  // one request reads them.
  private void readBytes() {
    if (places.isEmpty()) {
      return;
    }
    long first = Long.MAX_VALUE;
    long last = 0;
    for (long place : places.values()) {
      first = Math.min(first, place);
      last = Math.max(last, place);
    }
    RequestRound round = round(() -> {});
    boolean dense = lazy && last - first < places.size() + places.size() / 4;
    if (places.size() >= MANY && dense) {
      JSObject range = Transactions.between((double) first, (double) last);
      Map<Long, Integer> found = new HashMap<>();
      round.request(
          store(Schema.BLOBS).getAllKeys(range),
          ids -> {
            JsArray numbers = (JsArray) ids;
            for (int i = 0; i < numbers.getLength(); i++) {
              found.put((long) ((JSNumber) numbers.get(i)).doubleValue(), i);
            }
          });
      round.request(
          store(Schema.BLOBS).getAll(range),
          values ->
              places.forEach(
                  (id, place) -> {
                    if (found.containsKey(place)) {
                      take(id, ((JsArray) values).get(found.get(place)));
                    }
                  }));
    } else {
      places.forEach(
          (id, place) ->
              round.request(store(Schema.BLOBS).get((double) place), found -> take(id, found)));
    }
    round.issued();
  }

  private void take(String id, JSObject stored) {
    Payload payload = StoredBytes.payload(stored);
    if (payload != null) {
      snapshot.found(id, payload);
    }
  }

  private RuntimeException aborted() {
    RuntimeException cause =
        failure != null ? failure : Connection.abortedBy(transaction.getError());
    return cause instanceof GranaryException
        ? cause
        : new GranaryException(
            Code.FAILED, "The store could not read from the database; see the cause.", cause);
  }
}
