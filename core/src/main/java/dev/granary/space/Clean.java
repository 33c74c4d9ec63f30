package dev.granary.space;

import dev.granary.Cancel;
import dev.granary.Clock;
import dev.granary.space.EvictionPlan.Eviction;
import dev.granary.store.ChunkRow;
import dev.granary.store.Outcome;
import dev.granary.store.Row;
import dev.granary.store.Store;
import java.util.ArrayList;
import java.util.List;

/**
 * Cleans up on request: evicts what its user no longer wants to keep, and takes all garbage away.
 * Unfinished downloads that somebody may resume are not garbage.
 */
public final class Clean {
  /** Evict nothing on account of this. */
  public static final long NOTHING = -1;

  private final Store store;
  private final Clock clock;
  private final Sweep sweep;
  private final AccessLog accessLog;
  private final Evictor evictor;

  public Clean(Store store, Clock clock, Sweep sweep, AccessLog accessLog, SpacePort room) {
    this.store = store;
    this.clock = clock;
    this.sweep = sweep;
    this.accessLog = accessLog;
    this.evictor = new Evictor(store, clock, accessLog, room);
  }

  /**
   * What to evict.
   *
   * @param unusedFor what was not used for so many milliseconds, or {@link #NOTHING}
   * @param maxBytes the least recently used until all chunks take no more than this, or {@link
   *     #NOTHING}
   * @param files whether files may go; nothing else is evicted yet
   */
  public record Request(long unusedFor, long maxBytes, boolean files) {}

  /**
   * What was done, or would be.
   *
   * @param evicted in the order in which they went, and what each freed given those before it
   * @param failure the outcome that ended it early, or null
   */
  public record Report(List<Eviction> evicted, int sweptChunks, long freedBytes, Outcome failure) {}

  /** Says what {@link #run} would do now, and changes nothing. */
  public Report plan(Request request) {
    ReferenceCount census = census(sweep.expired(Sweep.KEPT_UNFINISHED));
    List<Eviction> evictions = choose(request, census);
    int chunks = census.unnamed().size();
    long bytes = sum(census.unnamed());
    for (Eviction eviction : evictions) {
      bytes += eviction.bytes();
    }
    return new Report(evictions, chunks + census.plan().chunksOf(evictions), bytes, null);
  }

  /** Does it; once that is cancelled, only what has gone by then is gone. */
  public Report run(Request request, Cancel cancel) {
    List<Eviction> evicted = new ArrayList<>();
    Sweep.Report swept = sweep.expireJournals(Sweep.KEPT_UNFINISHED);
    if (swept.failure() != null) {
      return report(evicted, swept);
    }
    if (request.files() && (request.unusedFor() >= 0 || request.maxBytes() >= 0)) {
      for (Eviction eviction : choose(request, census(List.of()))) {
        cancel.check();
        Outcome outcome = evictor.evict(eviction);
        if (outcome != null && outcome.committed()) {
          evicted.add(eviction);
          swept = swept.and(new Sweep.Report(outcome.sweptChunks(), outcome.sweptBytes(), null));
        }
      }
    }
    return report(evicted, swept.and(sweep.sweepAll(cancel)));
  }

  private static Report report(List<Eviction> evicted, Sweep.Report swept) {
    return new Report(evicted, swept.chunks(), swept.bytes(), swept.failure());
  }

  private ReferenceCount census(List<Row> ending) {
    return ReferenceCount.take(store, accessLog, "", ending);
  }

  private List<Eviction> choose(Request request, ReferenceCount census) {
    EvictionPlan plan = census.plan();
    List<Eviction> evictions = new ArrayList<>();
    if (request.files() && request.unusedFor() >= 0) {
      evictions.addAll(plan.unusedSince(clock.now() - request.unusedFor()));
      plan = plan.without(evictions);
    }
    if (request.files() && request.maxBytes() >= 0) {
      evictions.addAll(plan.free(plan.namedBytes() - request.maxBytes()));
    }
    return evictions;
  }

  private static long sum(List<ChunkRow> chunks) {
    long sum = 0;
    for (ChunkRow chunk : chunks) {
      sum += chunk.storedSize();
    }
    return sum;
  }
}
