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
   * Evicts a file.
   *
   * @return null when it has changed since that was planned, and is left alone: pinned,
   *     overwritten, gone, or used by this session
   */
  Outcome evict(Eviction eviction) {
    Item item = eviction.item();
    if (accessLog.fileTouchedAt(item.key()) > item.lastAccessed()) {
      return null;
    }
    Outcome outcome =
        store.commit(
            Batch.of(Step.EVICT, clock.now())
                .requireStamp(Table.FILES, item.key(), item.stamp())
                .delete(Table.FILES, item.key())
                .delete(Table.ACCESS, AccessLog.fileRow(item.key()))
                .build());
    if (outcome.committed()) {
      accessLog.forgetFile(item.key());
      room.evicted(item.key(), eviction.bytes());
    }
    return outcome.result() == Result.REFUSED ? null : outcome;
  }
}
