package dev.granary.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one transaction shall do, all or nothing: requirements, rows to put and to delete, chunks to
 * have, chunks to sweep.
 *
 * <p>Three things a batch need not say, because the store does them by itself in the same
 * transaction: it keeps the totals, it refuses a row that names a chunk which is not stored, and it
 * condemns the chunks that nothing names any more.
 */
public final class Batch {
  /** No limit but the disk's own. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  private final Step step;
  private final long now;
  private final List<Requirement> requirements;
  private final List<Row> puts;
  private final List<RowKey> deletes;
  private final List<NewChunk> chunks;
  private final List<String> sweep;
  private final long grace;
  private final long budget;
  private final boolean bare;

  private Batch(Builder builder) {
    step = builder.step;
    now = builder.now;
    requirements = List.copyOf(builder.requirements);
    puts = List.copyOf(builder.puts);
    deletes = List.copyOf(builder.deletes);
    chunks = List.copyOf(builder.chunks);
    sweep = List.copyOf(builder.sweep);
    grace = builder.grace;
    budget = builder.budget;
    bare = false;
  }

  private Batch(Batch other) {
    step = other.step;
    now = other.now;
    requirements = other.requirements;
    puts = other.puts;
    deletes = other.deletes;
    chunks = other.chunks;
    sweep = other.sweep;
    grace = other.grace;
    budget = other.budget;
    bare = true;
  }

  /** Begins a batch for one step of the protocol, at the caller's time. */
  public static Builder of(Step step, long now) {
    return new Builder(step, now);
  }

  public Step step() {
    return step;
  }

  public long now() {
    return now;
  }

  public List<Requirement> requirements() {
    return requirements;
  }

  public List<Row> puts() {
    return puts;
  }

  public List<RowKey> deletes() {
    return deletes;
  }

  public List<NewChunk> chunks() {
    return chunks;
  }

  /**
   * The chunks to look at: the unnamed among them are condemned, and deleted when they have been
   * long enough.
   */
  public List<String> sweep() {
    return sweep;
  }

  /** How long a swept chunk must have been condemned before it is deleted, in milliseconds. */
  public long grace() {
    return grace;
  }

  /** The stored bytes that must not be passed by adding a chunk. */
  public long budget() {
    return budget;
  }

  /** Whether it only takes away. */
  public boolean deletesOnly() {
    return puts.isEmpty();
  }

  /**
   * The same as a bare deletion, which writes not one row: chunks that lose their last name go at
   * once instead of being condemned, and the totals become unknown until the next commit counts
   * anew. A disk that is more than full takes nothing else.
   */
  public Batch asBare() {
    if (!deletesOnly()) {
      throw new IllegalStateException("A bare deletion puts nothing.");
    }
    return new Batch(this);
  }

  public boolean bare() {
    return bare;
  }

  /** Several batches as one, under the first one's step; no row is spoken of by two of them. */
  static Batch merged(List<Batch> batches) {
    Builder all = of(batches.get(0).step, batches.get(0).now);
    for (Batch batch : batches) {
      all.requirements.addAll(batch.requirements);
      all.puts.addAll(batch.puts);
      all.deletes.addAll(batch.deletes);
      all.chunks.addAll(batch.chunks);
      all.budget = Math.min(all.budget, batch.budget);
    }
    return all.build();
  }

  /** Whether power loss may undo it. Only access times may be lost. */
  public boolean relaxed() {
    return step == Step.ACCESS;
  }

  /** Collects a batch. */
  public static final class Builder {
    private final Step step;
    private final long now;
    private final List<Requirement> requirements = new ArrayList<>();
    private final List<Row> puts = new ArrayList<>();
    private final List<RowKey> deletes = new ArrayList<>();
    private final List<NewChunk> chunks = new ArrayList<>();
    private List<String> sweep = List.of();
    private long grace;
    private long budget = UNLIMITED;

    private Builder(Step step, long now) {
      this.step = step;
      this.now = now;
    }

    public Builder requireAbsent(Table table, String key) {
      return require(table, key, Requirement.ABSENT);
    }

    public Builder requirePresent(Table table, String key) {
      return require(table, key, Requirement.PRESENT);
    }

    /** The row must still be as it was when the caller read this stamp. */
    public Builder requireStamp(Table table, String key, long stamp) {
      return require(table, key, stamp);
    }

    private Builder require(Table table, String key, long stamp) {
      requirements.add(new Requirement(new RowKey(table, key), stamp, null));
      return this;
    }

    public Builder put(Row row) {
      puts.add(row);
      return this;
    }

    public Builder delete(Table table, String key) {
      deletes.add(new RowKey(table, key));
      return this;
    }

    /** Has a chunk stored, which a row of this batch must name. */
    public Builder have(NewChunk chunk) {
      chunks.add(chunk);
      return this;
    }

    public Builder sweep(List<String> candidates, long minimumAge) {
      sweep = candidates;
      grace = minimumAge;
      return this;
    }

    public Builder within(long storedBytes) {
      budget = storedBytes;
      return this;
    }

    public Batch build() {
      Set<RowKey> written = new HashSet<>(deletes);
      Set<String> named = new HashSet<>();
      for (Row row : puts) {
        written.add(new RowKey(row.table(), row.key()));
        named.addAll(row.names());
      }
      if (written.size() != puts.size() + deletes.size()) {
        throw new IllegalStateException("A batch writes one row twice.");
      }
      for (NewChunk chunk : chunks) {
        if (!named.contains(chunk.id())) {
          throw new IllegalStateException("A batch stores a chunk that it does not name.");
        }
      }
      for (RowKey key : written) {
        if (step == Step.ACCESS && key.table().strict()) {
          throw new IllegalStateException("Nothing but access times is written relaxed.");
        }
      }
      return new Batch(this);
    }
  }
}
