package dev.granary.store;

import dev.granary.Pending;
import dev.granary.digest.Crc32c;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Keeps a store in memory that tests can inspect and damage. */
public final class GlassStore implements Store {
  private final Tables tables = new Tables();
  private final MemoryStore store;

  public GlassStore() {
    this(ChunkForm.MEMORY);
  }

  public GlassStore(ChunkForm form) {
    store = new MemoryStore(tables, form);
  }

  @Override
  public Pending<Outcome> begin(Batch batch) {
    return store.begin(batch);
  }

  @Override
  public Snapshot read(Keys keys) {
    return store.read(keys);
  }

  @Override
  public ChunkForm form() {
    return store.form();
  }

  /** Returns all rows of a table in the order of their keys. */
  public List<Row> rows(Table table) {
    return new ArrayList<>(new TreeMap<>(tables.rows.get(table)).values());
  }

  public Row row(Table table, String key) {
    return tables.rows.get(table).get(key);
  }

  /** Returns all chunks in the order of their ids. */
  public List<ChunkRow> chunks() {
    return new ArrayList<>(new TreeMap<>(tables.chunks).values());
  }

  public ChunkRow chunk(String id) {
    return tables.chunks.get(id);
  }

  /** Returns how many chunks have stored bytes. */
  public int bytesCount() {
    return tables.bytes.size();
  }

  public Totals totals() {
    return tables.totals();
  }

  /** Returns whether the totals are known; a bare deletion makes them unknown. */
  public boolean totalsKnown() {
    return tables.header.totals() != null;
  }

  /** Counts the totals from the rows and chunks. */
  public Totals recount() {
    return tables.count();
  }

  /** Changes one stored byte. */
  public void flip(String chunk, int at) {
    tables.bytes.get(chunk(chunk).physicalId())[at] ^= 1;
  }

  /** Replaces a chunk's bytes with others, and its checksums with matching ones. */
  public void forge(String id, byte[] other) {
    ChunkRow real = chunk(id);
    tables.bytes.put(real.physicalId(), other);
    int[] crcs = Crc32c.ofBlocks(other, 0, other.length);
    ChunkRow forged =
        new ChunkRow(id, real.physicalId(), real.size(), other.length, "identity", crcs, 0);
    tables.chunks.put(id, forged);
  }

  /** Changes the encoding in a chunk's row. */
  public void encode(String id, String encoding) {
    ChunkRow real = chunk(id);
    int[] crcs = new int[real.blocks()];
    tables.chunks.put(
        id, new ChunkRow(id, real.physicalId(), real.size(), real.storedSize(), encoding, crcs, 0));
  }

  /** Removes a chunk's row and keeps its bytes. */
  public void loseRow(String chunk) {
    tables.chunks.remove(chunk);
  }

  /** Makes a chunk's row point at the bytes of another chunk. */
  public void misplace(String id, String other) {
    ChunkRow real = chunk(id);
    int[] crcs = new int[real.blocks()];
    for (int i = 0; i < crcs.length; i++) {
      crcs[i] = real.crc(i);
    }
    long place = chunk(other).physicalId();
    ChunkRow damaged =
        new ChunkRow(id, place, real.size(), real.storedSize(), real.encoding(), crcs, 0);
    tables.chunks.put(id, damaged);
  }

  /** Replaces a chunk's row with an unreadable one. */
  public void blur(String id) {
    tables.chunks.put(id, ChunkRow.unreadable(id));
  }

  /** Returns a chunk's bytes, or null. */
  public byte[] bytes(String chunk) {
    return tables.bytes.get(chunk(chunk).physicalId());
  }

  /** Removes a chunk's bytes, with or without its row. */
  public void lose(String chunk, boolean rowToo) {
    tables.bytes.remove(chunk(chunk).physicalId());
    if (rowToo) {
      tables.chunks.remove(chunk);
    }
  }
}
