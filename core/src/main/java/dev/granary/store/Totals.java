package dev.granary.store;

import java.util.HashMap;
import java.util.Map;

/**
 * Running totals, changed inside every transaction that changes what they count, so that statistics
 * cost one read and are always true.
 */
public final class Totals {
  private final Map<Table, Long> counts = new HashMap<>();
  private final Map<Table, Long> bytes = new HashMap<>();
  private long chunkCount;
  private long storedBytes;
  private long garbageBytes;

  /** How many rows a table has. Accesses are not counted. */
  public long count(Table table) {
    return counts.getOrDefault(table, 0L);
  }

  /** What the rows of a table say they add up to. */
  public long bytes(Table table) {
    return bytes.getOrDefault(table, 0L);
  }

  public long chunkCount() {
    return chunkCount;
  }

  /** What all chunks take, garbage included. */
  public long storedBytes() {
    return storedBytes;
  }

  /** What the chunks take that nothing names. */
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

  /** Counts a row; accesses are not counted. */
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
