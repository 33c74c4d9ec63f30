package dev.granary.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds what one read found. The store fills a snapshot while its transaction runs; after that the
 * snapshot never changes.
 */
public final class Snapshot {
  private final Map<RowKey, Row> rows = new HashMap<>();
  private final Map<RowRange<?>, List<?>> ranges = new HashMap<>();
  private final Map<String, ChunkRow> chunks = new HashMap<>();
  private final Map<String, Payload> payloads = new HashMap<>();
  private final List<String> page = new ArrayList<>();
  private Totals totals;

  /** Returns the row, or null. */
  public Row row(Table table, String key) {
    return rows.get(new RowKey(table, key));
  }

  /** Returns the rows that the read asked for by this table and prefix. */
  public List<Row> rows(Table table, String prefix) {
    return rows(RowRange.of(table, prefix));
  }

  /** Returns the values that the range's reader made. */
  @SuppressWarnings("unchecked") // Only found(range, made) puts values here.
  public <T> List<T> rows(RowRange<T> range) {
    return (List<T>) ranges.getOrDefault(range, List.of());
  }

  /** Returns the chunk, or null when it is not stored. */
  public ChunkRow chunk(String id) {
    return chunks.get(id);
  }

  /** Returns the chunk's bytes, or null when they are not stored. */
  public Payload payload(String id) {
    return payloads.get(id);
  }

  /** Returns the ids of the page of chunks that the read asked for. */
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
   * Adds a chunk whose bytes are in memory. The chunk has no physical id, and its bytes never
   * change from now on.
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
