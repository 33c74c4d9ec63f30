package dev.granary.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one read found. Stores fill it while their transaction runs; afterwards it never changes.
 */
public final class Snapshot {
  private final Map<RowKey, Row> rows = new HashMap<>();
  private final Map<RowRange<?>, List<?>> ranges = new HashMap<>();
  private final Map<String, ChunkRow> chunks = new HashMap<>();
  private final Map<String, Payload> payloads = new HashMap<>();
  private final List<String> page = new ArrayList<>();
  private Totals totals;

  /** The row, or null. */
  public Row row(Table table, String key) {
    return rows.get(new RowKey(table, key));
  }

  /** The rows that were asked for by this table and prefix. */
  public List<Row> rows(Table table, String prefix) {
    return rows(RowRange.of(table, prefix));
  }

  /** What was made of the rows that were asked for by this range. */
  @SuppressWarnings("unchecked") // Nothing else is put there.
  public <T> List<T> rows(RowRange<T> range) {
    return (List<T>) ranges.getOrDefault(range, List.of());
  }

  /** The chunk, or null when it is not stored. */
  public ChunkRow chunk(String id) {
    return chunks.get(id);
  }

  /** The chunk's bytes, or null when they are not stored. */
  public Payload payload(String id) {
    return payloads.get(id);
  }

  /** The ids of the page of chunks that was asked for. */
  public List<String> page() {
    return page;
  }

  public Totals totals() {
    return totals;
  }

  public void found(Row row) {
    rows.put(new RowKey(row.table(), row.key()), row);
  }

  public <T> void found(RowRange<T> range, List<T> made) {
    ranges.put(range, made);
  }

  public void found(ChunkRow chunk) {
    chunks.put(chunk.id(), chunk);
  }

  public void found(String chunk, Payload payload) {
    payloads.put(chunk, payload);
  }

  /**
   * A chunk whose bytes are at hand: from no place, and its own, never to be changed from now on.
   */
  public void found(NewChunk chunk) {
    found(chunk.at(ChunkRow.NOWHERE));
    found(chunk.id(), new BytesPayload(chunk.bytes(), chunk.storedSize()));
  }

  public void onPage(ChunkRow chunk) {
    page.add(chunk.id());
    found(chunk);
  }

  public void found(Totals current) {
    totals = current;
  }
}
