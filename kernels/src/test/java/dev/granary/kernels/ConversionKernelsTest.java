package dev.granary.kernels;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Tests that the conversion kernels return, bit for bit, what their Java versions return. */
final class ConversionKernelsTest {
  private static final KernelRig RIG = new KernelRig(KernelModule.BASELINE);

  @Property(tries = 200)
  void numbers(
      @ForAll @IntRange(max = 70) int count,
      @ForAll @IntRange(min = KernelCase.AT_END, max = 17) int offset,
      @ForAll long seed) {
    ConversionCases.numbers(count, offset, seed).forEach(RIG::run);
  }

  @Test
  void everyHalf() {
    for (int first = 0; first < 65536; first += 4096) {
      RIG.run(ConversionCases.halves(first));
    }
  }
}
