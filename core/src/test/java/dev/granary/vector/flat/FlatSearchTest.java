package dev.granary.vector.flat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.vector.Metric;
import dev.granary.vector.NeighborQueue;
import dev.granary.vector.VectorSet;
import dev.granary.vector.VectorSetSpace;
import dev.granary.vector.VectorSpace;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FlatSearchTest {
  private static final int[] NONE = {};

  private final FlatSearch search = new FlatSearch(new Rescoring());
  private final NeighborQueue queue = new NeighborQueue();

  private double recall(VectorSet set, Metric metric, boolean coded, int best) {
    float[][] rows = set.rows();
    VectorSpace space = VectorSetSpace.filled(set, metric, coded);
    double sum = 0;
    for (float[] query : set.queries()) {
      space.floats().aim(query);
      if (coded) {
        space.codes().aim(query);
        search.byCodes(space.codes(), space.floats(), rows.length, NONE, best, queue);
      } else {
        search.exact(space.floats(), rows.length, NONE, best, queue);
      }
      assertEquals(Math.min(best, rows.length), queue.size());
      IntStream found = IntStream.range(0, queue.size()).map(queue::id);
      sum += VectorSet.recall(metric, rows, query, best, found);
    }
    return sum / VectorSet.QUERIES;
  }

  @ParameterizedTest
  @EnumSource
  void withoutCodesItFindsTheTruth(Metric metric) {
    for (VectorSet set : VectorSet.values()) {
      assertEquals(1, recall(set, metric, false, 10), set.name());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"COSINE", "DOT", "EUCLIDEAN"})
  void withCodesItFindsNearlyAllOfIt(Metric metric) {
    for (VectorSet set : VectorSet.values()) {
      double recall = recall(set, metric, true, 10);
      assertTrue(recall >= 0.995, set + ": " + recall);
    }
  }

  @Test
  void manyNeighboursAreFoundByCodesToo() {
    double recall = recall(VectorSet.HARD, Metric.COSINE, true, 100);
    assertTrue(recall >= 0.995, "" + recall);
  }

  @Test
  void hiddenRowsAreNotFound() {
    VectorSet set = VectorSet.CLUSTERED;
    VectorSpace space = VectorSetSpace.filled(set, Metric.COSINE, true);
    int[] hidden = IntStream.range(0, 1000).map(i -> 2 * i).toArray();
    for (float[] query : set.queries()) {
      space.floats().aim(query);
      space.codes().aim(query);
      search.byCodes(space.codes(), space.floats(), 2000, hidden, 10, queue);
      assertEquals(10, queue.size());
      assertTrue(IntStream.range(0, 10).allMatch(place -> queue.id(place) % 2 == 1));
    }
  }

  @Test
  void aSearchAmongSomeRowsFindsTheNearestOfThem() {
    VectorSpace space = VectorSetSpace.filled(VectorSet.HARD, Metric.EUCLIDEAN, false);
    space.floats().aimAtRow(9);
    search.among(space.floats(), new int[] {4, 9, 8}, 3, 1, queue);
    assertEquals(9, queue.id(0));
    assertEquals(0, queue.score(0));
    search.among(space.floats(), new int[] {4, 8, 9}, 3, 10, queue);
    assertEquals(3, queue.size());
  }
}
