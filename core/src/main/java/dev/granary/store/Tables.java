package dev.granary.store;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * All tables in memory, and the two operations on them. Not final, so that tests can plant a flaw
 * at any single question that a transaction asks.
 */
class Tables {
  final Map<Table, TreeMap<String, Row>> rows = new EnumMap<>(Table.class);
  final TreeMap<String, ChunkRow> chunks = new TreeMap<>();
  final Map<Long, byte[]> bytes = new HashMap<>();
  final Map<String, Integer> namedBy = new HashMap<>();
  Header header = Header.empty();

  Tables() {
    for (Table table : Table.values()) {
      rows.put(table, new TreeMap<>());
    }
  }

  final Outcome commit(Batch batch) {
    CommitPlan plan = new CommitPlan(batch, header);
    Map<RowKey, Row> old = new HashMap<>();
    for (RowKey key : plan.rowsToRead()) {
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

  /** Which of the chunks are stored. */
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

  /** By how many rows each of the chunks is named. */
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
      byte[] copy = new byte[chunk.size()];
      System.arraycopy(chunk.bytes(), 0, copy, 0, copy.length);
      bytes.put(writes.bytesPlaces().get(i), copy);
    }
    for (ChunkRow chunk : writes.chunkPuts()) {
      chunks.put(chunk.id(), chunk);
    }
    for (ChunkRow chunk : writes.chunkDeletes()) {
      chunks.remove(chunk.id());
      bytes.remove(chunk.physicalId());
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
    for (RowKey prefix : keys.prefixes()) {
      snapshot.found(prefix.table(), prefix.key(), range(prefix));
    }
    for (RowKey key : keys.contents()) {
      Row row = rows.get(key.table()).get(key.key());
      if (row != null) {
        row.names().forEach(id -> readChunk(snapshot, id, lazy));
      }
    }
    keys.payloads().forEach(id -> readChunk(snapshot, id, true));
    if (keys.pageAfter() != null) {
      for (ChunkRow chunk : chunks.tailMap(keys.pageAfter(), false).values()) {
        if (snapshot.page().size() == keys.pageSize()) {
          break;
        }
        snapshot.onPage(chunk);
      }
    }
    if (keys.wantsTotals()) {
      snapshot.found(header.totals());
    }
    return snapshot;
  }

  private List<Row> range(RowKey prefix) {
    List<Row> found = new ArrayList<>();
    for (Row row : rows.get(prefix.table()).tailMap(prefix.key(), true).values()) {
      if (!row.key().startsWith(prefix.key())) {
        break;
      }
      found.add(row);
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
