package dev.granary.kernels;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Tests that the kernels for vector search return, bit for bit, what their Java versions return.
 */
final class SearchKernelsTest {
  private static final KernelRig BASELINE = new KernelRig(KernelModule.BASELINE);
  private static final KernelRig RELAXED = new KernelRig(KernelModule.RELAXED);

  @Property(tries = 150)
  void floats(
      @ForAll @IntRange(min = 1, max = 12) int rows,
      @ForAll @IntRange(min = 1, max = 6) int sixteens,
      @ForAll @IntRange(max = 11) int count,
      @ForAll long seed) {
    BASELINE.run(ScoreCases.floats(rows, 16 * sixteens, count, seed));
  }

  @Property(tries = 150)
  void bytes(
      @ForAll @IntRange(min = 1, max = 12) int rows,
      @ForAll @IntRange(min = 1, max = 4) int thirtyTwos,
      @ForAll @IntRange(max = 11) int count,
      @ForAll long seed) {
    BASELINE.run(ScoreCases.bytes(rows, 32 * thirtyTwos, count, seed));
    RELAXED.run(ScoreCases.bytes(rows, 32 * thirtyTwos, count, seed));
  }

  @Property(tries = 200)
  void selection(
      @ForAll @IntRange(max = 70) int count,
      @ForAll @IntRange(max = 20) int best,
      @ForAll @IntRange(min = KernelCase.AT_END, max = 17) int offset,
      @ForAll long seed) {
    BASELINE.run(ScoreCases.select(count, best, offset, seed));
  }

  @Property(tries = 100)
  void beam(
      @ForAll @IntRange(min = 1, max = 40) int rows,
      @ForAll @IntRange(max = 12) int width,
      @ForAll long seed) {
    BASELINE.run(ScoreCases.beam(rows, 32, width, seed));
    RELAXED.run(ScoreCases.beam(rows, 64, width, seed));
  }
}
