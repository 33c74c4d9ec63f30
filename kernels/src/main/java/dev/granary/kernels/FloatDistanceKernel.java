package dev.granary.kernels;

import dev.granary.kernels.emit.Function;
import dev.granary.kernels.emit.V128;
import dev.granary.kernels.emit.WasmModule;
import java.util.function.BinaryOperator;

/**
 * {@code dot_f32}, {@code squared_f32}, {@code manhattan_f32} and their flat forms compute
 * products, squared distances and sums of differences of rows of floats. The rows have a multiple
 * of 64 bytes. Lane j of a sum takes the numbers j, j + 4, j + 8 … in order; it multiplies each and
 * then adds it. The lanes are added as (0 + 1) + (2 + 3). So every engine computes the same bits.
 * The Java versions of distances have no {@code mul} and {@code bias}: callers pass 1 and 0.
 */
final class FloatDistanceKernel {
  private FloatDistanceKernel() {}

  static void addTo(WasmModule module) {
    DistanceLoops dot = new DistanceLoops(module, measure(module, V128::timesF32));
    dot.batch("dot_f32");
    dot.flat("flat_dot_f32");

    DistanceLoops squared =
        new DistanceLoops(module, measure(module, FloatDistanceKernel::squared));
    squared.batch("squared_f32");
    squared.flat("flat_squared_f32");

    DistanceLoops manhattan =
        new DistanceLoops(module, measure(module, (x, y) -> x.minusF32(y).absF32()));
    manhattan.batch("manhattan_f32");
    manhattan.flat("flat_manhattan_f32");
  }

  private static V128 squared(V128 x, V128 y) {
    V128 difference = x.minusF32(y);
    return difference.timesF32(difference);
  }

  /** Sums the result of {@code each} for every number of the query and of a row. */
  private static Function measure(WasmModule module, BinaryOperator<V128> each) {
    Measure measure = new Measure(module);
    measure.addUp(
        64, 16, (sum, row, at) -> sum.plusF32(each.apply(measure.numbers, row.load128(at))));
    measure.code.result(measure.across(V128::plusF32));
    return measure.code;
  }
}
