package dev.granary.space;

import dev.granary.Clock;
import dev.granary.space.EvictionPlan.Eviction;
import dev.granary.space.EvictionPlan.Item;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.Outcome;
import dev.granary.store.Outcome.Result;
import dev.granary.store.Row;
import dev.granary.store.Snapshot;
import dev.granary.store.Step;
import dev.granary.store.Store;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Carries out evictions. The tensors of a model are evicted together, in one commit. */
final class Evictor {
  private final Store store;
  private final Clock clock;
  private final AccessLog accessLog;
  private final SpacePort room;

  private TensorRows tensors = TensorRows.WHOLE;

  Evictor(Store store, Clock clock, AccessLog accessLog, SpacePort room) {
    this.store = store;
    this.clock = clock;
    this.accessLog = accessLog;
    this.room = room;
  }

  void divideModels(TensorRows rows) {
    tensors = rows;
  }

  TensorRows tensors() {
    return tensors;
  }

  /** Divides evictions into groups that are one commit each, in the order of their first ones. */
  static List<List<Eviction>> groups(List<Eviction> evictions) {
    List<List<Eviction>> groups = new ArrayList<>();
    Map<String, List<Eviction>> ofModels = new HashMap<>();
    for (Eviction eviction : evictions) {
      Item item = eviction.item();
      String model = item.kind() == ItemKind.TENSOR ? ItemKind.modelKey(item.key()) : null;
      List<Eviction> group = model == null ? null : ofModels.get(model);
      if (group == null) {
        group = new ArrayList<>();
        groups.add(group);
        if (model != null) {
          ofModels.put(model, group);
        }
      }
      group.add(eviction);
    }
    return groups;
  }

  /**
   * Evicts a group of items. Items that this session has used since the plan was made are removed
   * from the group, and stay.
   *
   * @return null when nothing is evicted, because the item has changed since the plan was made:
   *     pinned, overwritten, deleted, or used by this session
   */
  Outcome evict(List<Eviction> group) {
    group.removeIf(
        each ->
            accessLog.touchedAt(each.item().kind(), each.item().key())
                > each.item().lastAccessed());
    Batch batch = group.isEmpty() ? null : batch(group);
    if (batch == null) {
      return null;
    }
    Outcome outcome = store.commit(batch);
    if (outcome.committed()) {
      for (Eviction each : group) {
        accessLog.forget(each.item().kind(), each.item().key());
        room.evicted(each.item().kind(), ItemKind.shown(each.item().key()), each.bytes());
      }
    }
    return outcome.result() == Result.REFUSED ? null : outcome;
  }

  private Batch batch(List<Eviction> group) {
    Item item = group.get(0).item();
    Batch.Builder batch = Batch.of(Step.EVICT, clock.now());
    if (item.kind() == ItemKind.FILE) {
      return batch
          .requireStamp(Table.FILES, item.key(), item.stamp())
          .delete(Table.FILES, item.key())
          .delete(Table.ACCESS, item.kind().accessKey(item.key()))
          .build();
    }
    String key = ItemKind.modelKey(item.key());
    Snapshot found = store.read(ModelItem.read(Keys.none(), key));
    Row manifest = found.row(Table.MODELS, key);
    Row row = found.row(Table.TENSORS, key);
    ItemKind.Facts facts = ItemKind.MODEL.facts(manifest);
    if (facts == null || facts.pinned() || row == null || row.stamp() != item.stamp()) {
      return null;
    }
    batch
        .requireStamp(Table.MODELS, key, manifest.stamp())
        .requireStamp(Table.TENSORS, key, row.stamp());
    if (item.kind() == ItemKind.MODEL) {
      ModelItem.delete(batch, key, found);
      return batch.build();
    }
    Set<String> names = new HashSet<>();
    for (Eviction each : group) {
      names.add(ItemKind.tensorName(each.item().key()));
      batch.delete(Table.ACCESS, ItemKind.TENSOR.accessKey(each.item().key()));
    }
    return batch.put(tensors.without(row, names)).build();
  }
}
