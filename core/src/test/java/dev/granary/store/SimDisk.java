package dev.granary.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Simulates a disk under a {@link MemoryStore}. The disk can lose power: any subset of the relaxed
 * writes is then lost or torn. It can also have flaws, one for each rule that a transaction must
 * keep.
 */
public final class SimDisk {
  /** Names what a planted bug makes a transaction do. */
  public enum Flaw {
    /** A sweep takes its candidates for unnamed without counting. */
    SWEEP_TAKES_ANY_CANDIDATE,
    /** A row may name chunks that are not stored. */
    NAMES_UNCHECKED,
    /** Chunk steps are written without strict durability. */
    RELAXED_CHUNKS,
    /** Stamps start again after a row was deleted. */
    STAMPS_PER_ROW,
    /** A stored chunk that is named again is not redeemed. */
    NOT_REDEEMED,
    /** A sweep treats every condemned chunk as condemned long ago. */
    GRACE_IGNORED,
    /** A bare deletion leaves the totals unchanged. */
    TOTALS_BELIEVED,
    /** After a wrong prediction, the first weighing of a commit still counts. */
    FIRST_WEIGHING_COUNTS,
    /** The uses in a row replace those that are stored. */
    USES_REPLACED
  }

  /** Names what a loss of power does to one relaxed write. */
  public enum Loss {
    KEPT,
    VANISHED,
    TORN
  }

  private final ChunkForm form;
  private final Set<Flaw> flaws;
  private final FlawedTables tables = new FlawedTables();

  /** The relaxed writes that may still be lost, with the values before them. */
  private final Map<Object, Object> unsynced = new LinkedHashMap<>();

  public SimDisk(ChunkForm form, Set<Flaw> flaws) {
    this.form = form;
    this.flaws = new HashSet<>(flaws);
  }

  public ChunkForm form() {
    return form;
  }

  public Outcome commit(Batch batch) {
    return commit(batch, List.of());
  }

  /**
   * Commits a batch as a store does that commits batches in groups.
   *
   * @param weighed the rows that the store saw at each wrong prediction before
   */
  public Outcome commit(Batch batch, List<Map<RowKey, Row>> weighed) {
    if (flaws.contains(Flaw.STAMPS_PER_ROW)) {
      tables.forgetStamps(batch);
    }
    if (!BatchGroup.takes(batch)) {
      return store().commit(batch);
    }
    BatchGroup group = BatchGroup.of(batch);
    weighed.forEach(group::weigh);
    Batch holding = group.weigh(rowsFor(batch));
    if (flaws.contains(Flaw.FIRST_WEIGHING_COUNTS) && !weighed.isEmpty() && holding == null) {
      return new Outcome(Outcome.Result.COMMITTED, null, lastStamp(), 0, 0, null);
    }
    Outcome together = holding == null ? group.refused(0) : store().commit(holding);
    Outcome refused = group.settledBy(together) ? group.refused(0) : null;
    return refused == null ? together : refused;
  }

  /** Returns whether a store may predict that the chunks of a batch are new. */
  public boolean mayPredict(Batch batch) {
    return BatchGroup.takes(batch)
        && !batch.chunks().isEmpty()
        && BatchGroup.of(batch).weigh(rowsFor(batch)) != null;
  }

  /** Returns the rows that a batch requires, replaces or deletes. */
  public Map<RowKey, Row> rowsFor(Batch batch) {
    Map<RowKey, Row> found = new HashMap<>();
    for (RowKey key : CommitPlan.rowsToRead(batch)) {
      Row row = tables.rows.get(key.table()).get(key.key());
      if (row != null) {
        found.put(key, row);
      }
    }
    return found;
  }

  public Snapshot read(Keys keys) {
    return store().read(keys);
  }

  private Store store() {
    return new MemoryStore(tables, form);
  }

  /** Removes all flaws, so that the checks after a run do not add to the damage. */
  public void mend() {
    flaws.clear();
  }

  /** Returns all rows of a table. */
  public List<Row> rows(Table table) {
    return new ArrayList<>(new TreeMap<>(tables.rows.get(table)).values());
  }

  public List<ChunkRow> chunks() {
    return new ArrayList<>(new TreeMap<>(tables.chunks).values());
  }

  /** Returns the bytes of a stored chunk, or null. */
  public byte[] bytes(ChunkRow chunk) {
    return tables.bytes.get(chunk.physicalId());
  }

  public int bytesCount() {
    return tables.bytes.size();
  }

  public ChunkRow chunk(String id) {
    return tables.chunks.get(id);
  }

  public Totals totals() {
    return tables.totals();
  }

  /** Counts the totals from the rows and chunks. */
  public Totals recount() {
    return tables.count();
  }

  public long lastStamp() {
    return tables.header.lastStamp();
  }

  /** Returns how many relaxed writes could be lost now. */
  public int unsynced() {
    return unsynced.size();
  }

  /** Copies the disk, so that the copy can take another course. */
  public SimDisk copy() {
    SimDisk copy = new SimDisk(form, flaws);
    copy.tables.take(tables);
    copy.unsynced.putAll(unsynced);
    return copy;
  }

  /** Simulates a loss of power. Each relaxed write gets the fate at its index. */
  public void losePower(List<Loss> fates) {
    int i = 0;
    for (Map.Entry<Object, Object> write : unsynced.entrySet()) {
      Loss fate = fates.get(i++);
      if (fate == Loss.VANISHED) {
        restore(write.getKey(), write.getValue());
      } else if (fate == Loss.TORN) {
        tear(write.getKey());
      }
    }
    unsynced.clear();
    tables.recount();
  }

  private void restore(Object place, Object before) {
    if (place instanceof RowKey key) {
      putOrRemove(tables.rows.get(key.table()), key.key(), (Row) before);
    } else if (place instanceof String chunk) {
      putOrRemove(tables.chunks, chunk, (ChunkRow) before);
    } else {
      putOrRemove(tables.bytes, (Long) place, (byte[]) before);
    }
  }

  private static <K, V> void putOrRemove(Map<K, V> map, K key, V value) {
    if (value == null) {
      map.remove(key);
    } else {
      map.put(key, value);
    }
  }

  private void tear(Object place) {
    if (place instanceof RowKey key && tables.rows.get(key.table()).containsKey(key.key())) {
      Row torn = new Row(key.table(), key.key(), Row.UNSTAMPED, 0, List.of(), "");
      tables.rows.get(key.table()).put(key.key(), torn);
    }
    byte[] whole = place instanceof Long ? tables.bytes.get(place) : null;
    if (whole != null) {
      byte[] torn = new byte[whole.length];
      System.arraycopy(whole, 0, torn, 0, whole.length / 2);
      tables.bytes.put((Long) place, torn);
    }
  }

  /**
   * Adds everything that distinguishes this disk's state to a fingerprint. An explorer uses it to
   * recognise a state it has visited.
   */
  public void describe(Fingerprint out) {
    for (Table table : Table.values()) {
      for (Row row : rows(table)) {
        out.add(table.label()).add(row.key()).add(row.stamp()).add(row.text());
        out.add(row.bytes());
      }
    }
    for (ChunkRow chunk : chunks()) {
      out.add(chunk.id()).add(chunk.physicalId()).add(chunk.condemnedAt());
      out.add(Arrays.hashCode(bytes(chunk)));
    }
    unsynced.forEach(
        (place, before) -> out.add(place instanceof RowKey key ? key.key() : place).add(before));
    out.add(tables.header.lastStamp()).add(tables.header.totals() == null ? 0 : 1);
  }

  private final class FlawedTables extends Tables {
    @Override
    Map<String, ChunkRow> storedOf(Batch batch, Set<String> ids) {
      Map<String, ChunkRow> stored = super.storedOf(batch, ids);
      if (flaws.contains(Flaw.NAMES_UNCHECKED)) {
        for (Row row : batch.puts()) {
          row.names().forEach(id -> stored.computeIfAbsent(id, missing -> phantom(batch, id)));
        }
        stored.values().removeIf(Objects::isNull);
      }
      if (flaws.contains(Flaw.GRACE_IGNORED) && batch.step() == Step.SWEEP) {
        stored.replaceAll((id, chunk) -> chunk.condemned() ? chunk.condemnedAt(1) : chunk);
      }
      if (flaws.contains(Flaw.NOT_REDEEMED)) {
        stored.replaceAll((id, chunk) -> batch.chunks().isEmpty() ? chunk : chunk.condemnedAt(0));
      }
      return stored;
    }

    private ChunkRow phantom(Batch batch, String id) {
      boolean brought = batch.chunks().stream().anyMatch(chunk -> chunk.id().equals(id));
      return brought ? null : new ChunkRow(id, -1, 0, 0, NewChunk.IDENTITY, new int[0], 0);
    }

    @Override
    Map<String, Integer> namesOf(Batch batch, Set<String> ids) {
      Map<String, Integer> counts = super.namesOf(batch, ids);
      if (flaws.contains(Flaw.SWEEP_TAKES_ANY_CANDIDATE) && batch.step() == Step.SWEEP) {
        counts.replaceAll((id, count) -> 0);
      }
      return counts;
    }

    @Override
    void apply(Writes writes) {
      boolean relaxed =
          writes.header() == null
              || (flaws.contains(Flaw.RELAXED_CHUNKS) && !writes.chunkPuts().isEmpty());
      Map<Object, Object> before = new LinkedHashMap<>();
      writes.rowDeletes().forEach(key -> before.put(key, rows.get(key.table()).get(key.key())));
      for (Row row : writes.rowPuts()) {
        before.put(new RowKey(row.table(), row.key()), rows.get(row.table()).get(row.key()));
      }
      writes.chunkPuts().forEach(chunk -> before.put(chunk.id(), chunks.get(chunk.id())));
      for (ChunkRow chunk : writes.chunkDeletes()) {
        before.put(chunk.id(), chunk);
        before.put(chunk.physicalId(), bytes.get(chunk.physicalId()));
      }
      writes.bytesPlaces().forEach(place -> before.put(place, null));
      if (relaxed) {
        before.forEach(unsynced::putIfAbsent);
      } else {
        before.keySet().forEach(unsynced::remove);
      }
      if (flaws.contains(Flaw.USES_REPLACED)) {
        writes.rowPuts().replaceAll(this::withoutOldUses);
      }
      Totals believed = header.totals();
      super.apply(writes);
      if (flaws.contains(Flaw.TOTALS_BELIEVED) && header.totals() == null) {
        header = header.with(believed);
      }
    }

    private Row withoutOldUses(Row row) {
      Row old = rows.get(row.table()).get(row.key());
      return row.table().strict() || old == null
          ? row
          : new Row(row.table(), row.key(), 0, row.bytes() - old.bytes(), List.of(), row.text());
    }

    void forgetStamps(Batch batch) {
      for (Row row : batch.puts()) {
        Row old = rows.get(row.table()).get(row.key());
        header =
            new Header(old == null ? 0 : old.stamp(), header.lastPhysicalId(), header.totals());
      }
    }

    void take(Tables other) {
      other.rows.forEach((table, content) -> rows.get(table).putAll(content));
      chunks.putAll(other.chunks);
      bytes.putAll(other.bytes);
      namedBy.putAll(other.namedBy);
      header = other.header;
    }

    /** Rebuilds everything that follows from the rows, after rows were lost. */
    void recount() {
      namedBy.clear();
      rows.values().forEach(table -> table.values().forEach(this::name));
      header = header.with(count());
    }

    private void name(Row row) {
      row.names().forEach(id -> namedBy.merge(id, 1, Integer::sum));
    }
  }
}
