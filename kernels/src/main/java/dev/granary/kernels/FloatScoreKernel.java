package dev.granary.kernels;

import dev.granary.kernels.emit.Function;
import dev.granary.kernels.emit.I32;
import dev.granary.kernels.emit.V128;
import dev.granary.kernels.emit.WasmModule;
import java.util.function.BinaryOperator;

/**
 * {@code dot_f32}, {@code squared_f32} and their flat forms: products and squared distances of rows
 * of floats, whose bytes are a multiple of 64. Lane j of a sum takes the numbers j, j + 4, j + 8 …
 * in their order, each multiplied and then added, and the lanes are added as (0 + 1) + (2 + 3):
 * every engine comes to the same bits. Relaxed multiply-add, which would differ, is no faster.
 */
final class FloatScoreKernel {
  private FloatScoreKernel() {}

  static void addTo(WasmModule module) {
    Scores dot = new Scores(module, measure(module, V128::timesF32));
    dot.batch("dot_f32");
    dot.flat("flat_dot_f32");

    Scores squared = new Scores(module, measure(module, FloatScoreKernel::squaredDifference));
    squared.batch("squared_f32");
    squared.flat("flat_squared_f32");
  }

  private static V128 squaredDifference(V128 x, V128 y) {
    V128 difference = x.minusF32(y);
    return difference.timesF32(difference);
  }

  /** Sums what becomes of each number of the query and of a row. */
  private static Function measure(WasmModule module, BinaryOperator<V128> each) {
    Function code = module.function();
    I32.Local query = code.parameter();
    I32.Local[] rows = FourRows.parameters(code);
    I32.Local end = code.parameter();
    V128.Local[] sums = FourRows.locals(code);
    V128.Local numbers = code.local128();

    code.set(end, query.plus(end));
    code.repeatWhile(
        query.below(end),
        () -> {
          for (int at = 0; at < 64; at += 16) {
            code.set(numbers, query.load128(at));
            for (int i = 0; i < 4; i++) {
              code.set(sums[i], sums[i].plusF32(each.apply(numbers, rows[i].load128(at))));
            }
          }
          code.set(query, query.plus(64));
          FourRows.advance(code, rows, 64);
        });
    code.result(FourRows.across(sums, V128::plusF32));
    return code;
  }
}
