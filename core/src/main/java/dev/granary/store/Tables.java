package dev.granary.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds all tables in memory and runs the two operations on them. The class is not final, so that
 * tests can plant a flaw in each question of a transaction.
 */
class Tables {
  final Map<Table, Map<String, Row>> rows = new HashMap<>();
  final Map<String, ChunkRow> chunks = new HashMap<>();
  final Map<Long, byte[]> bytes = new HashMap<>();
  final Map<String, Integer> namedBy = new HashMap<>();
  Header header = Header.empty();

  Tables() {
    for (Table table : Table.values()) {
      rows.put(table, new HashMap<>());
    }
  }

  final Outcome commit(Batch batch) {
    if (batch.step() == Step.RECOUNT) {
      return recount(batch);
    }
    if (CommitPlan.needsTotals(batch)) {
      header = header.with(totals());
    }
    CommitPlan plan = new CommitPlan(batch, header);
    Map<RowKey, Row> old = new HashMap<>();
    for (RowKey key : CommitPlan.rowsToRead(batch)) {
      Row row = rows.get(key.table()).get(key.key());
      if (row != null) {
        old.put(key, row);
      }
    }
    Outcome refused = plan.weigh(old);
    if (refused != null) {
      return refused;
    }
    Outcome outcome =
        plan.decide(storedOf(batch, plan.chunksToRead()), namesOf(batch, plan.chunksToCount()));
    if (outcome.committed()) {
      apply(plan.writes());
    }
    return outcome;
  }

  private Outcome recount(Batch batch) {
    int before = bytes.size();
    Set<Long> claimed = places();
    bytes.keySet().removeIf(place -> !claimed.contains(place));
    header = header.with(batch.bare() ? null : count());
    return new Outcome(Outcome.Result.COMMITTED, null, 0, before - bytes.size(), 0, null);
  }

  /** Returns the physical ids of all chunks. */
  private Set<Long> places() {
    Set<Long> places = new HashSet<>();
    for (ChunkRow chunk : chunks.values()) {
      places.add(chunk.physicalId());
    }
    return places;
  }

  /** Returns the chunks that are stored. */
  Map<String, ChunkRow> storedOf(Batch batch, Set<String> ids) {
    Map<String, ChunkRow> stored = new HashMap<>();
    for (String id : ids) {
      ChunkRow chunk = chunks.get(id);
      if (chunk != null) {
        stored.put(id, chunk);
      }
    }
    return stored;
  }

  /** Returns how many rows name each chunk. */
  Map<String, Integer> namesOf(Batch batch, Set<String> ids) {
    Map<String, Integer> counts = new HashMap<>();
    for (String id : ids) {
      counts.put(id, namedBy.getOrDefault(id, 0));
    }
    return counts;
  }

  void apply(Writes writes) {
    for (RowKey key : writes.rowDeletes()) {
      unname(rows.get(key.table()).remove(key.key()));
    }
    for (Row row : writes.rowPuts()) {
      unname(rows.get(row.table()).put(row.key(), row));
      for (String id : row.names()) {
        namedBy.merge(id, 1, Integer::sum);
      }
    }
    for (int i = 0; i < writes.bytesPuts().size(); i++) {
      NewChunk chunk = writes.bytesPuts().get(i);
      byte[] copy = new byte[chunk.storedSize()];
      System.arraycopy(chunk.bytes(), 0, copy, 0, copy.length);
      bytes.put(writes.bytesPlaces().get(i), copy);
    }
    for (ChunkRow chunk : writes.chunkPuts()) {
      chunks.put(chunk.id(), chunk);
    }
    for (ChunkRow chunk : writes.chunkDeletes()) {
      chunks.remove(chunk.id());
    }
    if (!writes.bytesDeletes().isEmpty()) {
      Set<Long> claimed = places();
      for (long place : writes.bytesDeletes()) {
        if (!claimed.contains(place)) {
          bytes.remove(place);
        }
      }
    }
    if (writes.header() != null) {
      header = writes.header();
    }
  }

  private void unname(Row row) {
    if (row == null) {
      return;
    }
    for (String id : row.names()) {
      namedBy.merge(id, -1, Integer::sum);
      namedBy.remove(id, 0);
    }
  }

  final Snapshot read(Keys keys, boolean lazy) {
    Snapshot snapshot = new Snapshot();
    for (RowKey key : keys.rows()) {
      Row row = rows.get(key.table()).get(key.key());
      if (row != null) {
        snapshot.found(row);
      }
    }
    for (RowRange<?> range : keys.ranges()) {
      read(range, snapshot);
    }
    for (RowKey key : keys.contents()) {
      Row row = rows.get(key.table()).get(key.key());
      if (row != null) {
        row.names().forEach(id -> readChunk(snapshot, id, lazy));
      }
    }
    keys.payloads().forEach(id -> readChunk(snapshot, id, true));
    if (keys.pageAfter() != null) {
      page(keys.pageAfter(), keys.pageSize()).forEach(snapshot::onPage);
    }
    if (keys.wantsTotals()) {
      snapshot.found(totals());
    }
    return snapshot;
  }

  /** Returns the totals; counts them when they are unknown. */
  final Totals totals() {
    return header.totals() == null ? count() : header.totals();
  }

  /** Counts the totals from the rows and chunks. */
  final Totals count() {
    Totals counted = new Totals();
    for (Table table : Table.values()) {
      rows.get(table).values().forEach(counted::add);
    }
    chunks.values().forEach(counted::add);
    return counted;
  }

  // A sort at each read: a tree that is always sorted adds 1.7 KB to every page's download.
  private <T> void read(RowRange<T> range, Snapshot snapshot) {
    List<Row> found = new ArrayList<>();
    for (Row row : rows.get(range.table()).values()) {
      if (row.key().startsWith(range.prefix())) {
        found.add(row);
      }
    }
    found.sort((one, other) -> one.key().compareTo(other.key()));
    List<T> made = new ArrayList<>();
    found.forEach(row -> range.take(row, made));
    snapshot.found(range, made);
  }

  private List<ChunkRow> page(String after, int size) {
    List<ChunkRow> found = new ArrayList<>();
    for (ChunkRow chunk : chunks.values()) {
      if (chunk.id().compareTo(after) > 0) {
        found.add(chunk);
      }
    }
    found.sort((one, other) -> one.id().compareTo(other.id()));
    while (found.size() > size) {
      found.remove(found.size() - 1);
    }
    return found;
  }

  private void readChunk(Snapshot snapshot, String id, boolean withPayload) {
    ChunkRow chunk = chunks.get(id);
    if (chunk == null) {
      return;
    }
    snapshot.found(chunk);
    byte[] stored = bytes.get(chunk.physicalId());
    if (withPayload && stored != null) {
      snapshot.found(id, new BytesPayload(stored));
    }
  }
}
