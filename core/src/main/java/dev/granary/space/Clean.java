package dev.granary.space;

import dev.granary.Cancel;
import dev.granary.Clock;
import dev.granary.space.EvictionPlan.Eviction;
import dev.granary.space.ReferenceCount.Apart;
import dev.granary.store.ChunkRow;
import dev.granary.store.Outcome;
import dev.granary.store.Row;
import dev.granary.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Cleans up on request: evicts the items that the user no longer wants to keep, and deletes all
 * garbage. Unfinished downloads that can be resumed are not garbage.
 */
public final class Clean {
  /** Switches a condition of a request off. */
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

  /** Lets requests evict single tensors. */
  public void divideModels(TensorRows rows) {
    evictor.divideModels(rows);
  }

  /**
   * Says what to evict.
   *
   * @param unusedFor evicts the items that were not used for so many milliseconds, or {@link
   *     #NOTHING}
   * @param maxBytes evicts the least recently used items until all chunks take no more than this,
   *     or {@link #NOTHING}
   * @param kinds the kinds of items that may be evicted
   */
  public record Request(long unusedFor, long maxBytes, Set<ItemKind> kinds) {
    boolean evicts() {
      return !kinds.isEmpty() && (unusedFor >= 0 || maxBytes >= 0);
    }
  }

  /**
   * Says what was done, or would be done.
   *
   * @param evicted the evictions in their order, each with the bytes that it freed
   * @param failure the outcome that ended the cleaning early, or null
   */
  public record Report(List<Eviction> evicted, int sweptChunks, long freedBytes, Outcome failure) {}

  /** Plans what {@link #run} would do now, and changes nothing. */
  public Report plan(Request request) {
    ReferenceCount count = count(request, sweep.expired(Sweep.KEPT_UNFINISHED));
    List<Eviction> evictions = choose(request, count);
    int chunks = count.unnamed().size();
    long bytes = sum(count.unnamed());
    for (Eviction eviction : evictions) {
      bytes += eviction.bytes();
    }
    return new Report(evictions, chunks + count.plan().chunksOf(evictions), bytes, null);
  }

  /** Cleans up. A cancelled run keeps what it has not deleted yet. */
  public Report run(Request request, Cancel cancel) {
    List<Eviction> evicted = new ArrayList<>();
    Sweep.Report swept = sweep.expireJournals(Sweep.KEPT_UNFINISHED);
    if (swept.failure() != null) {
      return report(evicted, swept);
    }
    if (request.evicts()) {
      for (List<Eviction> group : Evictor.groups(choose(request, count(request, List.of())))) {
        cancel.check();
        Outcome outcome = evictor.evict(group);
        if (outcome != null && outcome.committed()) {
          evicted.addAll(group);
          swept = swept.and(new Sweep.Report(outcome.sweptChunks(), outcome.sweptBytes(), null));
        }
      }
    }
    return report(evicted, swept.and(sweep.sweepAll(cancel)));
  }

  private static Report report(List<Eviction> evicted, Sweep.Report swept) {
    return new Report(evicted, swept.chunks(), swept.bytes(), swept.failure());
  }

  private ReferenceCount count(Request request, List<Row> ending) {
    Apart apart = request.kinds().contains(ItemKind.TENSOR) ? Apart.ALL : Apart.NONE;
    return ReferenceCount.take(store, accessLog, "", ending, evictor.tensors(), apart);
  }

  private List<Eviction> choose(Request request, ReferenceCount count) {
    EvictionPlan plan = count.plan().only(request.kinds());
    List<Eviction> evictions = new ArrayList<>();
    if (request.unusedFor() >= 0) {
      evictions.addAll(plan.unusedSince(clock.now() - request.unusedFor()));
      plan = plan.without(evictions);
    }
    if (request.maxBytes() >= 0) {
      evictions.addAll(plan.free(plan.namedBytes() - request.maxBytes()));
    }
    return EvictionPlan.joined(evictions);
  }

  private static long sum(List<ChunkRow> chunks) {
    long sum = 0;
    for (ChunkRow chunk : chunks) {
      sum += chunk.storedSize();
    }
    return sum;
  }
}
