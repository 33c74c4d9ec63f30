package dev.granary.store;

import java.util.HashMap;
import java.util.Map;

/**
 * Holds running totals. Every transaction that changes a counted row or chunk changes them too, so
 * statistics take one read and are always exact.
 */
public final class Totals {
  private final Map<Table, Long> counts = new HashMap<>();
  private final Map<Table, Long> bytes = new HashMap<>();
  private long chunkCount;
  private long storedBytes;
  private long garbageBytes;

  /** Returns how many rows a table has. Access times are not counted. */
  public long count(Table table) {
    return counts.getOrDefault(table, 0L);
  }

  /** Returns the sum of the bytes of a table's rows. */
  public long bytes(Table table) {
    return bytes.getOrDefault(table, 0L);
  }

  public long chunkCount() {
    return chunkCount;
  }

  /** Returns the stored bytes of all chunks, garbage included. */
  public long storedBytes() {
    return storedBytes;
  }

  /** Returns the stored bytes of the chunks that no row names. */
  public long garbageBytes() {
    return garbageBytes;
  }

  public Totals copy() {
    Totals copy = new Totals();
    copy.counts.putAll(counts);
    copy.bytes.putAll(bytes);
    copy.chunkCount = chunkCount;
    copy.storedBytes = storedBytes;
    copy.garbageBytes = garbageBytes;
    return copy;
  }

  void chunkCount(long chunks) {
    chunkCount = chunks;
  }

  void storedBytes(long stored) {
    storedBytes = stored;
  }

  void garbageBytes(long garbage) {
    garbageBytes = garbage;
  }

  void table(Table table, long count, long sum) {
    counts.put(table, count);
    bytes.put(table, sum);
  }

  /** Counts a row. Access times are not counted. */
  public void add(Row row) {
    if (row.table().strict()) {
      counts.merge(row.table(), 1L, Long::sum);
      bytes.merge(row.table(), row.bytes(), Long::sum);
    }
  }

  void remove(Row row) {
    counts.merge(row.table(), -1L, Long::sum);
    bytes.merge(row.table(), -row.bytes(), Long::sum);
  }

  /** Counts a chunk. */
  public void add(ChunkRow chunk) {
    chunkCount++;
    storedBytes += chunk.storedSize();
    garbageBytes += chunk.condemned() ? chunk.storedSize() : 0;
  }

  void remove(ChunkRow chunk) {
    chunkCount--;
    storedBytes -= chunk.storedSize();
    garbageBytes -= chunk.condemned() ? chunk.storedSize() : 0;
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    out.append("chunks ").append(chunkCount);
    out.append(", stored ").append(storedBytes);
    out.append(", garbage ").append(garbageBytes);
    for (Table table : Table.values()) {
      out.append(", ").append(table.label()).append(' ').append(count(table));
      out.append('/').append(bytes(table));
    }
    return out.toString();
  }
}
