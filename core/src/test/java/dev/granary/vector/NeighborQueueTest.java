package dev.granary.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class NeighborQueueTest {
  /** Few values, so that many are equal, and every kind of float. */
  @Provide
  Arbitrary<List<Float>> scores() {
    return Arbitraries.of(
            -0.0f,
            0f,
            1f,
            -1f,
            Float.MIN_VALUE,
            -Float.MIN_VALUE,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            0x1.000002p0f,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            Float.NaN)
        .list()
        .ofMaxSize(40);
  }

  @Property
  void keepsTheSameAsASortedListOfKeys(
      @ForAll("scores") List<Float> scores, @ForAll @IntRange(max = 9) int capacity) {
    NeighborQueue queue = new NeighborQueue();
    queue.clear(capacity);
    List<Long> keys = new ArrayList<>();
    for (int i = 0; i < scores.size(); i++) {
      // Ids fall and rise, so that equal scores arrive in either order.
      int id = i ^ 5;
      assertEquals(offer(keys, capacity, scores.get(i), id), queue.offer(scores.get(i), id));
      assertSame(keys, queue);
    }
  }

  /**
   * Marked entries put equal scores out of the order of their ids, so the binary search decides.
   */
  @Property
  void keepsTheSameAsAListWithMarks(
      @ForAll("scores") List<Float> scores,
      @ForAll List<@IntRange(max = 8) Integer> marks,
      @ForAll @IntRange(min = 1, max = 9) int capacity) {
    NeighborQueue queue = new NeighborQueue();
    queue.clear(capacity);
    List<Long> keys = new ArrayList<>();
    for (int i = 0; i < scores.size(); i++) {
      int id = i ^ 5;
      assertEquals(offer(keys, capacity, scores.get(i), id), queue.offer(scores.get(i), id));
      if (i < marks.size() && marks.get(i) < keys.size()) {
        int place = marks.get(i);
        keys.set(place, keys.get(place) | 0x80000000L);
        queue.expand(place);
      }
      assertSame(keys, queue);
    }
  }

  @Test
  void aFullQueueAddsNoEqualScore() {
    NeighborQueue queue = new NeighborQueue();
    queue.clear(2);
    assertEquals(0, queue.offer(1, 8));
    assertEquals(0, queue.offer(0, 9));
    assertEquals(-1, queue.offer(1, 7));
    assertEquals(1, queue.offer(0.5f, 7));
    assertEquals(-1, queue.offer(0.5f, 6));
    // As floats the zeros are equal, although the queue orders them.
    assertEquals(0, queue.offer(-1, 5));
    assertEquals(0, queue.score(1));
    assertEquals(-1, queue.offer(-0.0f, 4));
  }

  @Test
  void equalScoresAreOrderedByTheirIds() {
    NeighborQueue queue = new NeighborQueue();
    queue.clear(8);
    assertEquals(0, queue.offer(1, 5));
    assertEquals(0, queue.offer(1, 3));
    assertEquals(2, queue.offer(1, Integer.MAX_VALUE));
    assertEquals(1, queue.offer(1, 4));
    // A marked entry comes after every unmarked one.
    queue.expand(0);
    queue.expand(1);
    queue.expand(2);
    assertEquals(0, queue.offer(1, 6));
    assertEquals(Integer.MAX_VALUE, queue.id(4));
    assertTrue(queue.expanded(1));
    assertFalse(queue.expanded(0));
    assertEquals(3, queue.id(1));
  }

  @Test
  void clearForgetsAndMakesRoom() {
    NeighborQueue queue = new NeighborQueue();
    queue.clear(1);
    queue.offer(-5, 1);
    queue.clear(3);
    assertEquals(0, queue.size());
    assertEquals(0, queue.offer(7, 1));
    assertEquals(1, queue.offer(8, 2));
    assertEquals(2, queue.offer(9, 3));
    // Less room than before.
    queue.clear(2);
    assertEquals(0, queue.offer(9, 3));
    assertEquals(0, queue.offer(8, 2));
    assertEquals(0, queue.offer(7, 1));
    assertEquals(2, queue.size());
    queue.clear(0);
    assertEquals(-1, queue.offer(Float.NEGATIVE_INFINITY, 0));
  }

  /** Repeats the rules with 64-bit keys, as a kernel keeps them. */
  private static int offer(List<Long> keys, int capacity, float score, int id) {
    float worst = Float.POSITIVE_INFINITY;
    if (keys.size() == capacity) {
      worst = capacity == 0 ? Float.NEGATIVE_INFINITY : score(keys.get(capacity - 1));
    }
    if (Float.isNaN(score) || score >= worst) {
      return -1;
    }
    int bits = Float.floatToRawIntBits(score);
    long key = ((long) (bits < 0 ? bits ^ 0x7fffffff : bits) << 32) | id;
    int from = 0;
    int to = keys.size();
    while (from < to) {
      int half = (from + to) / 2;
      if (keys.get(half) < key) {
        from = half + 1;
      } else {
        to = half;
      }
    }
    keys.add(from, key);
    if (keys.size() > capacity) {
      keys.remove(capacity);
    }
    return from;
  }

  private static float score(long key) {
    int ordered = (int) (key >> 32);
    return Float.intBitsToFloat(ordered < 0 ? ordered ^ 0x7fffffff : ordered);
  }

  private static void assertSame(List<Long> keys, NeighborQueue queue) {
    assertEquals(keys.size(), queue.size());
    for (int i = 0; i < keys.size(); i++) {
      long key = keys.get(i);
      assertEquals(score(key), queue.score(i));
      assertEquals((int) key & 0x7fffffff, queue.id(i));
      assertEquals((int) key < 0, queue.expanded(i));
    }
  }
}
