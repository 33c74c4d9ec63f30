package dev.granary.space;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Chooses the items to evict: the least recently used first, and only items that really free space.
 *
 * <p>An item frees its marginal bytes: the bytes of the chunks that nothing else names once the
 * item is deleted. An item that shares all its chunks with one that stays frees nothing, and stays
 * too.
 */
public final class EvictionPlan {
  private final Map<String, Integer> namedBy = new HashMap<>();
  private final Map<String, Long> sizes = new HashMap<>();
  private final List<Item> items = new ArrayList<>();

  /**
   * Something that can be evicted as a whole.
   *
   * @param stamp the write that the plan is about; a newer write of the item is not evicted
   * @param chunks the chunks that the item names. A model names a chunk once for each tensor in it
   *     that is not an item of its own
   */
  public record Item(
      ItemKind kind,
      String key,
      long stamp,
      long lastAccessed,
      boolean pinned,
      List<String> chunks) {}

  /**
   * One eviction of a plan.
   *
   * @param bytes the bytes that the eviction frees after those before it in the plan
   */
  public record Eviction(Item item, long bytes) {
    private Eviction with(Eviction other) {
      List<String> chunks = new ArrayList<>(item.chunks());
      chunks.addAll(other.item.chunks());
      Item both =
          new Item(
              item.kind(), item.key(), item.stamp(), item.lastAccessed(), item.pinned(), chunks);
      return new Eviction(both, bytes + other.bytes);
    }
  }

  /** Says how many bytes a chunk takes. */
  public EvictionPlan chunk(String id, long storedBytes) {
    sizes.put(id, storedBytes);
    return this;
  }

  /** Adds an item that may be evicted unless it is pinned. */
  public EvictionPlan item(Item item) {
    items.add(item);
    return held(item.chunks());
  }

  /** Says that something that stays names chunks. */
  public EvictionPlan held(List<String> chunks) {
    for (String id : chunks) {
      namedBy.merge(id, 1, Integer::sum);
    }
    return this;
  }

  /** Plans evictions that free at least so many bytes, or as many as can be freed at all. */
  public List<Eviction> free(long needed) {
    List<Item> candidates = new ArrayList<>(items);
    candidates.removeIf(Item::pinned);
    candidates.sort(EvictionPlan::byLastAccess);

    // 1. Take the least recently used until enough is free.
    Map<String, Integer> left = new HashMap<>(namedBy);
    List<Item> taken = new ArrayList<>();
    long freed = 0;
    for (Item item : candidates) {
      if (freed >= needed) {
        break;
      }
      freed += take(item, left);
      taken.add(item);
    }

    // 2. Put back, the most recently used first, every item that is not needed: items that share
    // their chunks freed nothing.
    List<Item> kept = new ArrayList<>();
    for (int i = taken.size() - 1; i >= 0; i--) {
      Item item = taken.get(i);
      long back = putBack(item, left);
      if (back == 0 || freed - back >= needed) {
        freed -= back;
      } else {
        take(item, left);
        kept.add(item);
      }
    }

    // 3. Say how many bytes each frees in the order of the evictions.
    Map<String, Integer> count = new HashMap<>(namedBy);
    List<Eviction> plan = new ArrayList<>();
    for (int i = kept.size() - 1; i >= 0; i--) {
      Item item = kept.get(i);
      plan.add(new Eviction(item, take(item, count)));
    }
    return plan;
  }

  /**
   * Plans the evictions of all items that were not used since a time, also of items that free
   * nothing because they share their chunks.
   */
  public List<Eviction> unusedSince(long time) {
    List<Item> candidates = new ArrayList<>(items);
    candidates.removeIf(item -> item.pinned() || item.lastAccessed() > time);
    candidates.sort(EvictionPlan::byLastAccess);
    Map<String, Integer> count = new HashMap<>(namedBy);
    List<Eviction> plan = new ArrayList<>();
    for (Item item : candidates) {
      plan.add(new Eviction(item, take(item, count)));
    }
    return plan;
  }

  /** Adds up the bytes of all chunks that something names. */
  public long namedBytes() {
    long sum = 0;
    for (Map.Entry<String, Integer> entry : namedBy.entrySet()) {
      sum += entry.getValue() > 0 ? sizes.getOrDefault(entry.getKey(), 0L) : 0;
    }
    return sum;
  }

  /** Counts the chunks that these evictions delete. */
  public int chunksOf(List<Eviction> gone) {
    Map<String, Integer> left = without(gone).namedBy;
    int chunks = 0;
    for (Map.Entry<String, Integer> entry : left.entrySet()) {
      chunks += entry.getValue() == 0 && sizes.containsKey(entry.getKey()) ? 1 : 0;
    }
    return chunks;
  }

  /** Makes the plan in which only items of some kinds may be evicted; the others stay. */
  public EvictionPlan only(Set<ItemKind> kinds) {
    EvictionPlan rest = without(List.of());
    rest.items.removeIf(item -> !kinds.contains(item.kind()));
    return rest;
  }

  /** Makes the plan of what is left after some evictions. */
  public EvictionPlan without(List<Eviction> gone) {
    EvictionPlan rest = new EvictionPlan();
    rest.sizes.putAll(sizes);
    rest.items.addAll(items);
    rest.namedBy.putAll(namedBy);
    for (Eviction eviction : gone) {
      rest.items.remove(eviction.item());
      take(eviction.item(), rest.namedBy);
    }
    return rest;
  }

  /**
   * Joins the evictions of a model's tensors with that of the model itself: then the model goes as
   * a whole.
   */
  static List<Eviction> joined(List<Eviction> evictions) {
    Map<String, Eviction> models = new HashMap<>();
    for (Eviction eviction : evictions) {
      if (eviction.item().kind() == ItemKind.MODEL) {
        models.put(eviction.item().key(), eviction);
      }
    }
    List<Eviction> joined = new ArrayList<>();
    for (Eviction eviction : evictions) {
      String key = ItemKind.modelKey(eviction.item().key());
      if (eviction.item().kind() == ItemKind.TENSOR && models.containsKey(key)) {
        models.put(key, models.get(key).with(eviction));
      } else {
        joined.add(eviction);
      }
    }
    joined.replaceAll(
        each -> each.item().kind() == ItemKind.MODEL ? models.get(each.item().key()) : each);
    return joined;
  }

  private static int byLastAccess(Item one, Item other) {
    int order = Long.compare(one.lastAccessed(), other.lastAccessed());
    order = order != 0 ? order : one.key().compareTo(other.key());
    return order != 0 ? order : one.kind().compareTo(other.kind());
  }

  private long take(Item item, Map<String, Integer> count) {
    long freed = 0;
    for (String id : item.chunks()) {
      if (count.merge(id, -1, Integer::sum) == 0) {
        freed += sizes.getOrDefault(id, 0L);
      }
    }
    return freed;
  }

  private long putBack(Item item, Map<String, Integer> count) {
    long taken = 0;
    for (String id : item.chunks()) {
      if (count.merge(id, 1, Integer::sum) == 1) {
        taken += sizes.getOrDefault(id, 0L);
      }
    }
    return taken;
  }
}
