package dev.granary.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Lists what one transaction does, all or nothing: requirements to check, rows to put and to
 * delete, chunks to store, chunks to sweep.
 *
 * <p>The store does three things in the same transaction without being asked. It keeps the totals.
 * It refuses a row that names a chunk which is not stored. It condemns the chunks that no row names
 * any more.
 */
public final class Batch {
  /** No limit except the limit of the disk. */
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
   * Returns the ids of the chunks to sweep. The store condemns those that no row names, and deletes
   * those that have been condemned for the grace.
   */
  public List<String> sweep() {
    return sweep;
  }

  /**
   * Returns how many milliseconds a swept chunk must have been condemned before the store deletes
   * it.
   */
  public long grace() {
    return grace;
  }

  /** Returns how many stored bytes the store may hold after this batch adds a chunk. */
  public long budget() {
    return budget;
  }

  /** Returns whether the batch puts no row. */
  public boolean deletesOnly() {
    return puts.isEmpty();
  }

  /**
   * Returns this batch as a bare deletion, which writes no row. The store deletes chunks that lose
   * their last name at once instead of condemning them. The totals become unknown until the next
   * commit counts again. A disk that is more than full accepts nothing else.
   */
  public Batch asBare() {
    if (!deletesOnly()) {
      throw new IllegalStateException("A bare deletion cannot put rows.");
    }
    return new Batch(this);
  }

  public boolean bare() {
    return bare;
  }

  /**
   * Merges batches into one, under the first batch's step. No two of the batches use the same row.
   */
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

  /** Returns whether a loss of power may undo the batch. Only access times may be lost. */
  public boolean relaxed() {
    return step == Step.ACCESS;
  }

  /** Collects the parts of a batch. */
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

    /** Requires that the row is unchanged since the caller read this stamp. */
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

    /** Stores a chunk. A row of this batch must name the chunk. */
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
          throw new IllegalStateException("A batch stores a chunk that none of its rows names.");
        }
      }
      for (RowKey key : written) {
        if (step == Step.ACCESS && key.table().strict()) {
          throw new IllegalStateException(
              "Only access times may be written with relaxed durability.");
        }
      }
      return new Batch(this);
    }
  }
}
