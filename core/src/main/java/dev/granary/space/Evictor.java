package dev.granary.space;

import dev.granary.Clock;
import dev.granary.space.EvictionPlan.Eviction;
import dev.granary.space.EvictionPlan.Item;
import dev.granary.store.Batch;
import dev.granary.store.Outcome;
import dev.granary.store.Outcome.Result;
import dev.granary.store.Step;
import dev.granary.store.Store;
import dev.granary.store.Table;

/** Carries out evictions. */
final class Evictor {
  private final Store store;
  private final Clock clock;
  private final AccessLog accessLog;
  private final SpacePort room;

  Evictor(Store store, Clock clock, AccessLog accessLog, SpacePort room) {
    this.store = store;
    this.clock = clock;
    this.accessLog = accessLog;
    this.room = room;
  }

  /**
   * Evicts an item.
   *
   * @return null when the item has changed since the plan was made, and stays: pinned, overwritten,
   *     deleted, or used by this session
   */
  Outcome evict(Eviction eviction) {
    Item item = eviction.item();
    if (accessLog.touchedAt(item.kind(), item.key()) > item.lastAccessed()) {
      return null;
    }
    Outcome outcome =
        store.commit(
            Batch.of(Step.EVICT, clock.now())
                .requireStamp(item.kind().table(), item.key(), item.stamp())
                .delete(item.kind().table(), item.key())
                .delete(Table.ACCESS, item.kind().accessKey(item.key()))
                .build());
    if (outcome.committed()) {
      accessLog.forget(item.kind(), item.key());
      room.evicted(item.key(), eviction.bytes());
    }
    return outcome.result() == Result.REFUSED ? null : outcome;
  }
}
