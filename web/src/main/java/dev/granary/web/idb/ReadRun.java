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

/** One read: a transaction that answers everything as it stands at one moment. */
final class ReadRun {
  /** From so many on, bytes that lie close together are read in one request. */
  private static final int MANY = 8;

  private final Keys keys;
  private final boolean lazy;
  private final Transaction transaction;
  private final Snapshot snapshot = new Snapshot();
  private final Deferred<Snapshot> ended = new Deferred<>();

  /** The chunks to find, and whether their bytes are wanted. */
  private final Map<String, Boolean> chunks = new HashMap<>();

  /** Where the wanted bytes lie: damaged rows may say the same of two chunks. */
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

  /** Starts to read, in a transaction that exists when this returns. */
  static Deferred<Snapshot> start(Database database, Keys keys, boolean lazy) {
    ReadRun run = new ReadRun(database, keys, lazy);
    run.readRows();
    return run.ended;
  }

  private Set<String> scope() {
    Set<String> stores = new HashSet<>();
    // So that a read of nothing at all is a transaction too.
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

  // 1. Rows, ranges, the page, the header.
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

  // 2. The chunks that were asked for, and those of the contents.
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

  // 3. Their bytes: of a whole file usually one run of physical ids, in one request.
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
        : new GranaryException(Code.FAILED, "The store could not read; see the cause.", cause);
  }
}
