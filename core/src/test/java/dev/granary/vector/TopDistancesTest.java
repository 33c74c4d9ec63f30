package dev.granary.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class TopDistancesTest {
  private static final float[] SPECIAL = {
    -0.0f, 0, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE
  };

  private final NeighborQueue queue = new NeighborQueue();

  /**
   * All scores differ, except those that are never selected, so a sort gives the expected result.
   */
  @Property
  void selectsTheSameAsASort(
      @ForAll @IntRange(max = 200) int count,
      @ForAll @IntRange(max = 70) int best,
      @ForAll long seed) {
    Random random = new Random(seed);
    float[] scores = new float[count + 3];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = random.nextInt(9) == 0 ? Float.NaN : (float) random.nextGaussian();
    }
    scores[random.nextInt(scores.length)] = Float.NEGATIVE_INFINITY;
    scores[random.nextInt(scores.length)] = Float.POSITIVE_INFINITY;
    List<Integer> expected =
        IntStream.range(0, count)
            .filter(i -> scores[i] < Float.POSITIVE_INFINITY)
            .boxed()
            .sorted(Comparator.comparing(i -> scores[i]))
            .limit(best)
            .toList();
    TopDistances.select(scores, count, best, queue);
    assertEquals(expected, IntStream.range(0, queue.size()).mapToObj(queue::id).toList());
  }

  /** The queue decides which of the equal scores it keeps, but the kept scores are the best. */
  @Property
  void keepsTheBestAmongEqualScores(
      @ForAll @IntRange(max = 60) int count,
      @ForAll @IntRange(max = 20) int best,
      @ForAll long seed) {
    Random random = new Random(seed);
    float[] scores = new float[count];
    for (int i = 0; i < count; i++) {
      scores[i] = random.nextBoolean() ? random.nextInt(4) : SPECIAL[random.nextInt(6)];
    }
    // As floats the two zeros are equal.
    List<Float> expected =
        IntStream.range(0, count)
            .filter(i -> scores[i] < Float.POSITIVE_INFINITY)
            .mapToObj(i -> scores[i] + 0)
            .sorted()
            .limit(best)
            .toList();
    TopDistances.select(scores, count, best, queue);
    assertEquals(
        expected, IntStream.range(0, queue.size()).mapToObj(i -> queue.score(i) + 0).toList());
    for (int i = 0; i < queue.size(); i++) {
      assertEquals(scores[queue.id(i)], queue.score(i));
    }
  }
}
