package dev.granary.space;

import dev.granary.Clock;
import dev.granary.space.EvictionPlan.Eviction;
import dev.granary.space.ReferenceCount.Apart;
import dev.granary.store.Outcome;
import dev.granary.store.Store;
import java.util.List;

/**
 * Makes room for a writer that found none. Garbage goes first, then downloads that no session
 * continues, then the least recently used items.
 *
 * <p>Nothing here takes a lock: two writers that wait for each other and for room would never end.
 * An item that another session changed since the plan was made stays, and a new plan is made.
 */
public final class Reclaim {
  private final Store store;
  private final Sweep sweep;
  private final AccessLog accessLog;
  private final Evictor evictor;

  public Reclaim(Store store, Clock clock, Sweep sweep, AccessLog accessLog, SpacePort room) {
    this.store = store;
    this.sweep = sweep;
    this.accessLog = accessLog;
    this.evictor = new Evictor(store, clock, accessLog, room);
  }

  /** Lets evictions take single tensors out of models, first those that come back by themselves. */
  public void divideModels(TensorRows rows) {
    evictor.divideModels(rows);
  }

  /**
   * Frees at least so many bytes, or as many as can be freed at all.
   *
   * @param exceptKey the key of the item that is being written; its old version must survive a
   *     failure
   * @return the bytes that were freed
   */
  public long free(long needed, String exceptKey) {
    return free(needed, 0, exceptKey);
  }

  /**
   * Frees bytes, but evicts nothing unless so many bytes can be freed: no item is given up for one
   * that does not fit in the end.
   *
   * @param worth the bytes that must be possible, or zero
   */
  public long free(long needed, long worth, String exceptKey) {
    long freed = sweep.sweepChunks(0).bytes();
    if (freed < needed) {
      freed += sweep.expireJournals(0).bytes();
      freed += sweep.sweepChunks(0).bytes();
    }
    Apart apart = Apart.FETCHABLE;
    for (boolean again = true; again && freed < needed; ) {
      again = false;
      EvictionPlan plan = plan(exceptKey, apart);
      if (worth == 0 || freed + sum(plan.free(Long.MAX_VALUE)) >= worth) {
        List<Eviction> evictions = EvictionPlan.joined(plan.free(needed - freed));
        for (List<Eviction> group : Evictor.groups(evictions)) {
          boolean tensors = group.get(0).item().kind() == ItemKind.TENSOR;
          Outcome outcome = evictor.evict(group);
          again |= outcome == null;
          freed += outcome == null ? 0 : outcome.sweptBytes();
          if (tensors && outcome != null && outcome.failed()) {
            // There is no room to write a row without these tensors. Whole models can be deleted.
            again |= apart == Apart.FETCHABLE;
            apart = Apart.NONE;
          }
        }
        freed += sweep.sweepChunks(0).bytes();
      }
    }
    return freed;
  }

  /** Counts the bytes that evicting every unpinned item would free. */
  public long evictable(String exceptKey) {
    return sum(plan(exceptKey, Apart.FETCHABLE).free(Long.MAX_VALUE));
  }

  private EvictionPlan plan(String exceptKey, Apart apart) {
    return ReferenceCount.take(store, accessLog, exceptKey, List.of(), evictor.tensors(), apart)
        .plan();
  }

  private static long sum(List<Eviction> evictions) {
    long sum = 0;
    for (Eviction eviction : evictions) {
      sum += eviction.bytes();
    }
    return sum;
  }
}
