package dev.granary.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class TensorCacheTest {
  @Test
  void theTensorUnusedForLongestGoesFirst() {
    TensorCache cache = new TensorCache(10);
    cache.put("a", new byte[4]);
    cache.put("b", new byte[4]);
    assertNotNull(cache.get("a"));
    cache.put("c", new byte[4]);
    assertNull(cache.get("b"));
    assertNotNull(cache.get("a"));
    assertNotNull(cache.get("c"));
    assertEquals(8, cache.bytes());
    assertEquals(3, cache.hits());
    assertEquals(1, cache.misses());
  }

  @Test
  void whatIsLargerThanTheBudgetIsNotKept() {
    TensorCache cache = new TensorCache(10);
    cache.put("a", new byte[10]);
    cache.put("b", new byte[11]);
    assertNull(cache.get("b"));
    assertNotNull(cache.get("a"));
  }

  @Test
  void aBudgetOfNothingKeepsNothing() {
    TensorCache cache = new TensorCache(0);
    cache.put("a", new byte[0]);
    cache.put("b", new byte[1]);
    assertNull(cache.get("a"));
    assertNull(cache.get("b"));
    assertEquals(0, cache.bytes());
  }

  @Test
  void clearedTensorsAreGone() {
    TensorCache cache = new TensorCache(TensorCache.BUDGET);
    cache.put("a", new byte[4]);
    cache.get("a");
    cache.clear();
    assertNull(cache.get("a"));
    assertEquals(0, cache.bytes());
    assertEquals(1, cache.hits());
  }

  /**
   * Each call is a key and a size: a size from 1 on puts, and 0 gets. The naive cache is a list in
   * the order of use.
   */
  @Property
  void doesWhatANaiveCacheDoes(
      @ForAll @IntRange(max = 60) int budget,
      @ForAll @Size(max = 200) List<@IntRange(max = 9) Integer> keys,
      @ForAll @Size(min = 1, max = 200) List<@IntRange(max = 25) Integer> sizes) {
    TensorCache cache = new TensorCache(budget);
    List<Entry<String, byte[]>> naive = new ArrayList<>();
    int hits = 0;
    int gets = 0;
    for (int i = 0; i < keys.size(); i++) {
      String key = "k" + keys.get(i);
      int size = sizes.get(i % sizes.size());
      Entry<String, byte[]> kept =
          naive.stream().filter(each -> each.getKey().equals(key)).findFirst().orElse(null);
      naive.remove(kept);
      if (size > 0) {
        byte[] tensor = new byte[size];
        cache.put(key, tensor);
        if (size <= budget) {
          naive.add(Map.entry(key, tensor));
        }
        while (total(naive) > budget) {
          naive.remove(0);
        }
      } else {
        assertSame(kept == null ? null : kept.getValue(), cache.get(key));
        gets++;
        if (kept != null) {
          hits++;
          naive.add(kept);
        }
      }
      assertEquals(total(naive), cache.bytes());
    }
    assertEquals(hits, cache.hits());
    assertEquals(gets - hits, cache.misses());
  }

  private static int total(List<Entry<String, byte[]>> kept) {
    return kept.stream().mapToInt(each -> each.getValue().length).sum();
  }
}
