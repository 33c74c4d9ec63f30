package dev.granary.tensor;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps decoded tensors in memory, up to a number of bytes; beyond it, drops those that were not
 * used for longest. The key of a tensor names its content: the ids of its chunks, its range and the
 * type that the caller asked for. Chunks never change, so no other tab can make an entry stale.
 */
public final class TensorCache {
  /** The budget where the caller names none: 64 MiB. */
  public static final long BUDGET = 64L << 20;

  private final long budget;

  /**
   * The tensor that was not used for longest comes first. The first {@link #put} makes the map: a
   * page without models has a cache for its figures, and need not load an ordered map.
   */
  private Map<String, byte[]> tensors;

  private long bytes;
  private long hits;
  private long misses;

  /**
   * Makes an empty cache.
   *
   * @param budget how many bytes the tensors may take in all; 0 keeps none
   */
  public TensorCache(long budget) {
    this.budget = budget;
  }

  /**
   * Returns the kept array, or null. The array stays the cache's: the caller copies it before it
   * hands the tensor out, and never writes into it.
   */
  public byte[] get(String key) {
    byte[] tensor = tensors == null ? null : tensors.remove(key);
    if (tensor == null) {
      misses++;
      return null;
    }
    tensors.put(key, tensor);
    hits++;
    return tensor;
  }

  /**
   * Keeps a tensor unless it is empty or larger than the budget. The array is the cache's from now
   * on. It must not be a view of a larger buffer, which it would keep in memory.
   */
  public void put(String key, byte[] tensor) {
    if (tensors == null) {
      tensors = new LinkedHashMap<>();
    }
    byte[] before = tensors.remove(key);
    bytes -= before == null ? 0 : before.length;
    if (tensor.length == 0 || tensor.length > budget) {
      return;
    }
    tensors.put(key, tensor);
    bytes += tensor.length;
    Iterator<byte[]> oldest = tensors.values().iterator();
    while (bytes > budget) {
      bytes -= oldest.next().length;
      oldest.remove();
    }
  }

  /** Drops all tensors; the counts of hits and misses go on. */
  public void clear() {
    tensors = null;
    bytes = 0;
  }

  /** Returns how many bytes the kept tensors may take. */
  public long budget() {
    return budget;
  }

  /** Returns how many bytes the kept tensors take. */
  public long bytes() {
    return bytes;
  }

  /** Returns how often {@link #get} found its tensor. */
  public long hits() {
    return hits;
  }

  /** Returns how often {@link #get} found nothing. */
  public long misses() {
    return misses;
  }
}
