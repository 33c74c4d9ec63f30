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

  private final NeighborQueue pool = new NeighborQueue();

  /** All different, apart from what is never selected: then sorting says it all. */
  @Property
  void selectsWhatSortingSelects(
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
    TopDistances.select(scores, count, best, pool);
    assertEquals(expected, IntStream.range(0, pool.size()).mapToObj(pool::id).toList());
  }

  /** Which of the equal ones is for the pool to decide, but their scores are the best. */
  @Property
  void amongEqualScoresTheBestAreLeft(
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
    TopDistances.select(scores, count, best, pool);
    assertEquals(
        expected, IntStream.range(0, pool.size()).mapToObj(i -> pool.score(i) + 0).toList());
    for (int i = 0; i < pool.size(); i++) {
      assertEquals(scores[pool.id(i)], pool.score(i));
    }
  }
}
