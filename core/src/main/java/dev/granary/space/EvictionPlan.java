package dev.granary.space;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses what to evict: the least recently used first, and only what really frees space.
 *
 * <p>What an item frees is its marginal bytes: those of the chunks that nothing else names once it
 * is gone. An item that shares all its chunks with one that stays frees nothing, and is left alone.
 */
public final class EvictionPlan {
  private final Map<String, Integer> namedBy = new HashMap<>();
  private final Map<String, Long> sizes = new HashMap<>();
  private final List<Item> items = new ArrayList<>();

  /**
   * Something that can be evicted as a whole.
   *
   * @param stamp which write of it was planned for; a newer one is not evicted
   * @param chunks the chunks it names, each once
   */
  public record Item(
      String key, long stamp, long lastAccessed, boolean pinned, List<String> chunks) {}

  /**
   * One eviction of a plan.
   *
   * @param bytes what it frees, given that those before it in the plan have gone
   */
  public record Eviction(Item item, long bytes) {}

  /** Says what a chunk takes. */
  public EvictionPlan chunk(String id, long storedBytes) {
    sizes.put(id, storedBytes);
    return this;
  }

  /** Adds an item that may be evicted unless it is pinned. */
  public EvictionPlan item(Item item) {
    items.add(item);
    return held(item.chunks());
  }

  /** Says that chunks are named by something that stays. */
  public EvictionPlan held(List<String> chunks) {
    for (String id : chunks) {
      namedBy.merge(id, 1, Integer::sum);
    }
    return this;
  }

  /** The evictions that free at least so many bytes; as much as can be had when that is less. */
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

    // 2. Put back, the most recently used first, whatever is not needed for that: sharers that
    // freed nothing.
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

    // 3. Say what each frees in the order in which they go.
    Map<String, Integer> count = new HashMap<>(namedBy);
    List<Eviction> plan = new ArrayList<>();
    for (int i = kept.size() - 1; i >= 0; i--) {
      Item item = kept.get(i);
      plan.add(new Eviction(item, take(item, count)));
    }
    return plan;
  }

  /**
   * The evictions of everything that was not used since then, even of what shares its chunks with
   * something that stays and frees nothing.
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

  /** What all chunks take that something names. */
  public long namedBytes() {
    long sum = 0;
    for (Map.Entry<String, Integer> entry : namedBy.entrySet()) {
      sum += entry.getValue() > 0 ? sizes.getOrDefault(entry.getKey(), 0L) : 0;
    }
    return sum;
  }

  /** How many chunks go with these. */
  public int chunksOf(List<Eviction> gone) {
    Map<String, Integer> left = without(gone).namedBy;
    int chunks = 0;
    for (Map.Entry<String, Integer> entry : left.entrySet()) {
      chunks += entry.getValue() == 0 && sizes.containsKey(entry.getKey()) ? 1 : 0;
    }
    return chunks;
  }

  /** The plan of what is left when these have gone. */
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

  private static int byLastAccess(Item one, Item other) {
    int order = Long.compare(one.lastAccessed(), other.lastAccessed());
    return order != 0 ? order : one.key().compareTo(other.key());
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
