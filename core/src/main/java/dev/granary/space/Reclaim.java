package dev.granary.space;

import dev.granary.Clock;
import dev.granary.space.EvictionPlan.Eviction;
import dev.granary.store.Outcome;
import dev.granary.store.Store;
import java.util.List;

/**
 * Makes room for a writer that found none, in the order in which it hurts least: garbage, downloads
 * nobody goes on with, then what was not used for longest.
 *
 * <p>It waits for nobody. A writer that held something another writer waits for while both wait for
 * room would never end; so nothing here takes a lock, and what somebody else changed in between is
 * left alone: then it looks again what else may go.
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

  /**
   * Frees at least so many bytes; as many as can be had when that is less.
   *
   * @param exceptKey the file that is being written: its old version must survive a failure
   * @return the bytes that were freed
   */
  public long free(long needed, String exceptKey) {
    return free(needed, 0, exceptKey);
  }

  /**
   * The same, but evicts nothing at all unless that could free so many bytes: what is used again
   * some day is not given up for what will not fit even then.
   */
  public long free(long needed, long worth, String exceptKey) {
    long freed = sweep.sweepChunks(0).bytes();
    if (freed < needed) {
      freed += sweep.expireJournals(0).bytes();
      freed += sweep.sweepChunks(0).bytes();
    }
    for (boolean again = true; again && freed < needed; ) {
      again = false;
      EvictionPlan plan = plan(exceptKey);
      if (worth == 0 || freed + sum(plan.free(Long.MAX_VALUE)) >= worth) {
        for (Eviction eviction : plan.free(needed - freed)) {
          Outcome outcome = evictor.evict(eviction);
          again |= outcome == null;
          freed += outcome == null ? 0 : outcome.sweptBytes();
        }
        freed += sweep.sweepChunks(0).bytes();
      }
    }
    return freed;
  }

  /** How many bytes evicting everything that may go would free. */
  public long evictable(String exceptKey) {
    return sum(plan(exceptKey).free(Long.MAX_VALUE));
  }

  private EvictionPlan plan(String exceptKey) {
    return ReferenceCount.take(store, accessLog, exceptKey, List.of()).plan();
  }

  private static long sum(List<Eviction> evictions) {
    long sum = 0;
    for (Eviction eviction : evictions) {
      sum += eviction.bytes();
    }
    return sum;
  }
}
