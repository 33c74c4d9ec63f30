package dev.granary.store;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Decides one transaction: the protocol's rules, apart from any database.
 *
 * <p>It only says what to read and what to write, so that every store can run the same plan, in
 * plain calls as {@link MemoryStore} does or in a database transaction's callbacks, and what the
 * simulator proves holds for all of them:
 *
 * <ol>
 *   <li>read the header and the rows of {@link #rowsToRead};
 *   <li>{@link #weigh} them; when a requirement does not hold, end with nothing written;
 *   <li>read the chunks of {@link #chunksToRead}, and for those of {@link #chunksToCount} how many
 *       rows name them;
 *   <li>{@link #decide}; when the outcome is a commit, write {@link #writes}.
 * </ol>
 *
 * <p>A bare deletion needs no totals, and leaves none.
 */
public final class CommitPlan {
  private final Batch batch;
  private final Header header;
  private final Totals totals;
  private final long stamp;
  private final Writes writes = new Writes();

  /** The chunks named by the rows that this batch replaces or deletes, and by how many of them. */
  private final Map<String, Integer> namedByOld = new HashMap<>();

  /** The chunks named by the rows that this batch puts. */
  private final Set<String> namedByNew = new HashSet<>();

  /** The chunks this batch looks at, as they will be; null stands for one that is not stored. */
  private final Map<String, ChunkRow> chunks = new HashMap<>();

  private final Map<String, ChunkRow> found = new HashMap<>();

  /** Whether damage was met: nobody can tell any more what of it is counted. */
  private boolean damaged;

  public CommitPlan(Batch batch, Header header) {
    this.batch = batch;
    this.header = header;
    this.totals = needsTotals(batch) ? header.totals().copy() : new Totals();
    this.stamp = header.lastStamp() + 1;
    for (Row row : batch.puts()) {
      namedByNew.addAll(row.names());
    }
  }

  /** Whether the header that this batch is decided by must know its totals. */
  public static boolean needsTotals(Batch batch) {
    return !batch.bare() && !batch.relaxed();
  }

  /** Every row that the batch requires, replaces or deletes. */
  public static Set<RowKey> rowsToRead(Batch batch) {
    Set<RowKey> keys = new HashSet<>(batch.deletes());
    for (Row row : batch.puts()) {
      keys.add(new RowKey(row.table(), row.key()));
    }
    for (Requirement requirement : batch.requirements()) {
      keys.add(requirement.row());
    }
    return keys;
  }

  /**
   * Weighs the rows that are there.
   *
   * @return null to go on, or the outcome of a batch whose requirements do not hold
   */
  public Outcome weigh(Map<RowKey, Row> old) {
    for (Requirement requirement : batch.requirements()) {
      if (!requirement.holds(old.get(requirement.row()))) {
        return Outcome.refused(requirement);
      }
    }
    for (RowKey key : batch.deletes()) {
      drop(old.get(key));
      writes.rowDeletes().add(key);
    }
    for (Row row : batch.puts()) {
      drop(old.get(new RowKey(row.table(), row.key())));
      Row stamped = row.table().strict() ? row.withStamp(stamp) : row;
      writes.rowPuts().add(stamped);
      totals.add(stamped);
    }
    return null;
  }

  private void drop(Row row) {
    if (row == null || !row.table().strict()) {
      return;
    }
    totals.remove(row);
    // As a record reads that cannot be understood.
    damaged |= row.text().isEmpty();
    for (String id : row.names()) {
      namedByOld.merge(id, 1, Integer::sum);
    }
  }

  /**
   * The chunks whose names would go, and a chunk that comes alone: one that is named, but not
   * there, was lost. For many small ones it would cost too much to look.
   */
  public Set<String> chunksToCount() {
    Set<String> ids = losing();
    if (batch.chunks().size() == 1) {
      ids.add(batch.chunks().get(0).id());
    }
    return ids;
  }

  /** The chunks whose names would go: they become garbage unless another row names them. */
  private Set<String> losing() {
    Set<String> ids = new HashSet<>(namedByOld.keySet());
    ids.addAll(batch.sweep());
    ids.removeAll(namedByNew);
    return ids;
  }

  /** The chunks that must be looked at. What was named before and still is needs no look. */
  public Set<String> chunksToRead() {
    Set<String> ids = losing();
    for (NewChunk chunk : batch.chunks()) {
      ids.add(chunk.id());
    }
    for (String id : namedByNew) {
      if (!namedByOld.containsKey(id)) {
        ids.add(id);
      }
    }
    return ids;
  }

  /**
   * Whether nothing is to be looked at but chunks that come and replace nothing. Whoever writes
   * them so that one which is there stops it may decide the plan without a look, as if none were
   * there.
   */
  public boolean bringsChunksOnly() {
    Set<String> coming = new HashSet<>();
    for (NewChunk chunk : batch.chunks()) {
      coming.add(chunk.id());
      if (chunk.replaces() != 0) {
        return false;
      }
    }
    return chunksToCount().isEmpty() && coming.containsAll(chunksToRead());
  }

  /**
   * Decides the batch.
   *
   * @param stored the chunks of {@link #chunksToRead} that are stored
   * @param namedBy for the chunks of {@link #chunksToCount}, how many rows named each before this
   *     batch
   */
  public Outcome decide(Map<String, ChunkRow> stored, Map<String, Integer> namedBy) {
    found.putAll(stored);
    chunks.putAll(stored);

    // 1. Chunks to have: a chunk that is there already is only redeemed, unless it is damaged.
    long lastPhysicalId = header.lastPhysicalId();
    for (NewChunk chunk : batch.chunks()) {
      ChunkRow there = chunks.get(chunk.id());
      if (there == null || there.physicalId() == chunk.replaces()) {
        boolean named =
            namedBy.getOrDefault(chunk.id(), 0) > 0 || namedByOld.containsKey(chunk.id());
        damaged |= there != null || named || chunk.replaces() == ChunkRow.NOWHERE;
        lastPhysicalId++;
        chunks.put(chunk.id(), chunk.at(lastPhysicalId));
        writes.bytesPuts().add(chunk);
        writes.bytesPlaces().add(lastPhysicalId);
      }
    }

    // 2. Whatever is named must be there, and is garbage no longer.
    for (String id : namedByNew) {
      if (!namedByOld.containsKey(id) && chunks.get(id) == null) {
        return Outcome.refused(Requirement.chunk(id));
      }
      redeem(id);
    }

    // 3. Whatever lost its last name is condemned; the swept are also deleted when it is time.
    Set<String> swept = new HashSet<>(batch.sweep());
    for (String id : losing()) {
      ChunkRow chunk = chunks.get(id);
      if (chunk == null) {
        damaged |= namedByOld.containsKey(id);
        continue;
      }
      boolean named = namedBy.getOrDefault(id, 0) > namedByOld.getOrDefault(id, 0);
      if (named) {
        redeem(id);
      } else if (swept.contains(id) && due(chunk)) {
        chunks.put(id, null);
      } else if (batch.bare()) {
        // To condemn would be to write.
        chunks.put(id, namedByOld.containsKey(id) ? null : chunk);
      } else if (chunk.condemnedAt() == 0 || chunk.condemnedAt() > batch.now()) {
        // A time in the future was written before the clock was set back; left alone it would keep
        // the chunk for long.
        chunks.put(id, chunk.condemnedAt(batch.now()));
      }
    }
    return settle(lastPhysicalId);
  }

  private boolean due(ChunkRow chunk) {
    long age = batch.now() - chunk.condemnedAt();
    return batch.grace() == 0 || (chunk.condemned() && age >= batch.grace());
  }

  private void redeem(String id) {
    ChunkRow chunk = chunks.get(id);
    if (chunk != null && chunk.condemned() && !batch.bare()) {
      chunks.put(id, chunk.condemnedAt(0));
    }
  }

  /** Turns the difference between what was found and what shall be into writes and totals. */
  private Outcome settle(long lastPhysicalId) {
    int sweptChunks = 0;
    long sweptBytes = 0;
    for (Map.Entry<String, ChunkRow> entry : chunks.entrySet()) {
      ChunkRow before = found.get(entry.getKey());
      ChunkRow after = entry.getValue();
      if (before == after) {
        continue;
      }
      if (before != null) {
        totals.remove(before);
        damaged |= before.physicalId() == ChunkRow.NOWHERE;
        if (after == null || before.physicalId() != after.physicalId()) {
          writes.bytesDeletes().add(before.physicalId());
        }
      }
      if (after != null) {
        totals.add(after);
        writes.chunkPuts().add(after);
      } else {
        writes.chunkDeletes().add(before);
        sweptChunks++;
        sweptBytes += before.storedSize();
      }
    }
    if (!writes.bytesPuts().isEmpty() && totals.storedBytes() > batch.budget()) {
      return Outcome.quota(null);
    }
    if (batch.bare()) {
      writes.header(header.with(null));
    } else if (!batch.relaxed()) {
      writes.header(new Header(stamp, lastPhysicalId, damaged ? null : totals));
    }
    return new Outcome(Outcome.Result.COMMITTED, null, stamp, sweptChunks, sweptBytes, null);
  }

  /** What to write after a decision to commit. */
  public Writes writes() {
    return writes;
  }
}
