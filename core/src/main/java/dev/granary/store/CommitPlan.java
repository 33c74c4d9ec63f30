package dev.granary.store;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Decides one transaction by the rules of the protocol, without knowing any database.
 *
 * <p>A plan only says what to read and what to write. So every store runs the same plan: {@link
 * MemoryStore} in plain calls, a database in its transaction's callbacks. What the simulator proves
 * for one store holds for all. A store takes four steps:
 *
 * <ol>
 *   <li>read the header and the rows of {@link #rowsToRead};
 *   <li>{@link #weigh} them; when a requirement does not hold, end and write nothing;
 *   <li>read the chunks of {@link #chunksToRead}, and count how many rows name each chunk of {@link
 *       #chunksToCount};
 *   <li>{@link #decide}; when the outcome is a commit, write {@link #writes}.
 * </ol>
 *
 * <p>A bare deletion needs no totals and leaves none.
 */
public final class CommitPlan {
  private final Batch batch;
  private final Header header;
  private final Totals totals;
  private final long stamp;
  private final Writes writes = new Writes();

  /** The chunks that the replaced and deleted rows name, with the number of these rows. */
  private final Map<String, Integer> namedByOld = new HashMap<>();

  /** The chunks that the rows to put name. */
  private final Set<String> namedByNew = new HashSet<>();

  /**
   * The chunks that this batch concerns, as they are after it; null stands for a chunk that is not
   * stored.
   */
  private final Map<String, ChunkRow> chunks = new HashMap<>();

  private final Map<String, ChunkRow> found = new HashMap<>();

  /** Whether the plan met damage. The totals may then be wrong, so the next commit counts again. */
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

  /** Returns whether the batch needs a header with known totals. */
  public static boolean needsTotals(Batch batch) {
    return !batch.bare() && !batch.relaxed();
  }

  /** Returns every row that the batch requires, replaces or deletes. */
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
   * Checks the requirements against the stored rows.
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
      Row before = old.get(new RowKey(row.table(), row.key()));
      drop(before);
      Row stamped = row.table().strict() ? row.withStamp(stamp) : row.plus(before);
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
    // A damaged record reads as an empty text.
    damaged |= row.text().isEmpty();
    for (String id : row.names()) {
      namedByOld.merge(id, 1, Integer::sum);
    }
  }

  /**
   * Returns the chunks whose naming rows the store must count: those that lose a name, and the new
   * chunk of a batch that brings one chunk. A chunk that is named but not stored was lost. For a
   * batch of many small chunks this check costs too much.
   */
  public Set<String> chunksToCount() {
    Set<String> ids = losing();
    if (batch.chunks().size() == 1) {
      ids.add(batch.chunks().get(0).id());
    }
    return ids;
  }

  /**
   * Returns the chunks that lose a name or are swept. Each becomes garbage unless another row names
   * it.
   */
  private Set<String> losing() {
    Set<String> ids = new HashSet<>(namedByOld.keySet());
    ids.addAll(batch.sweep());
    ids.removeAll(namedByNew);
    return ids;
  }

  /**
   * Returns the chunks that the store must read. A chunk that was named before and still is needs
   * no read.
   */
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
   * Returns whether the plan reads only new chunks that replace nothing. A store may then skip the
   * read and decide as if no new chunk were stored, if the transaction aborts when one is.
   */
  public boolean bringsChunksOnly() {
    Set<String> brought = new HashSet<>();
    for (NewChunk chunk : batch.chunks()) {
      brought.add(chunk.id());
      if (chunk.replaces() != 0) {
        return false;
      }
    }
    return chunksToCount().isEmpty() && brought.containsAll(chunksToRead());
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

    // 1. Store new chunks. A chunk that is already stored and undamaged keeps its bytes.
    long lastPhysicalId = header.lastPhysicalId();
    for (NewChunk chunk : batch.chunks()) {
      ChunkRow present = chunks.get(chunk.id());
      if (present == null || present.physicalId() == chunk.replaces()) {
        boolean named =
            namedBy.getOrDefault(chunk.id(), 0) > 0 || namedByOld.containsKey(chunk.id());
        damaged |= present != null || named || chunk.replaces() == ChunkRow.NOWHERE;
        lastPhysicalId++;
        chunks.put(chunk.id(), chunk.at(lastPhysicalId));
        writes.bytesPuts().add(chunk);
        writes.bytesPlaces().add(lastPhysicalId);
      }
    }

    // 2. Check that every chunk that a new row names is stored, and redeem it.
    for (String id : namedByNew) {
      if (!namedByOld.containsKey(id) && chunks.get(id) == null) {
        return Outcome.refused(Requirement.chunk(id));
      }
      redeem(id);
    }

    // 3. Condemn each chunk that lost its last name. Delete a swept chunk when its grace has
    // passed.
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
        // A bare deletion cannot condemn, because that writes a row.
        chunks.put(id, namedByOld.containsKey(id) ? null : chunk);
      } else if (chunk.condemnedAt() == 0 || chunk.condemnedAt() > batch.now()) {
        // A time in the future was written before the clock was set back. Without this correction
        // the chunk would stay for long.
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

  /** Turns the difference between the chunks before and after into writes and totals. */
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

  /** Returns what to write when the decision is to commit. */
  public Writes writes() {
    return writes;
  }
}
