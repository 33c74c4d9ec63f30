package dev.granary.kernels;

import dev.granary.kernels.emit.Function;
import dev.granary.kernels.emit.I32;
import dev.granary.kernels.emit.V128;
import dev.granary.kernels.emit.WasmModule;

/**
 * {@code dot_u7}, {@code flat_dot_u7} and {@code any_below_u7} compute products of a query of
 * signed bytes and rows of bytes from 0 to 127. The number of bytes is a multiple of 32. {@code
 * prepare_u7} lays out a query as these kernels need it. The sums are exact, on every engine and in
 * both variants:
 *
 * <ul>
 *   <li>baseline: the query is widened to 16 bits once, and the rows when they are loaded;
 *   <li>relaxed: one instruction multiplies and sums sixteen pairs. It defines its result only
 *       where one side has seven bits without a sign, which is why rows are stored like that.
 * </ul>
 */
final class ByteDistanceKernel {
  private final WasmModule module;
  private final boolean relaxed;

  private ByteDistanceKernel(WasmModule module, boolean relaxed) {
    this.module = module;
    this.relaxed = relaxed;
  }

  /** Returns the batch function, for the HNSW search. */
  static Function addTo(WasmModule module, boolean relaxed) {
    ByteDistanceKernel kernel = new ByteDistanceKernel(module, relaxed);
    kernel.prepare();
    DistanceLoops scores = new DistanceLoops(module, kernel.measure());
    scores.flat("flat_dot_u7");
    scores.anyBelow("any_below_u7");
    return scores.batch("dot_u7");
  }

  private Function measure() {
    Measure measure = new Measure(module);
    if (relaxed) {
      measure.addUp(32, 16, (sum, row, at) -> measure.numbers.relaxedDot8(row.load128(at), sum));
    } else {
      measure.addUp(32, 8, (sum, row, at) -> sum.plus32(row.load8As16(at).dot16(measure.numbers)));
    }
    measure.code.result(measure.across(V128::plus32).asFloats());
    return measure.code;
  }

  /**
   * {@code (from, minus, query, bytes)} subtracts a number from each byte, which makes a row a
   * query, and returns the sum of the results. Callers make room for twice the bytes, which the
   * baseline variant needs.
   */
  private void prepare() {
    Function code = module.function("prepare_u7");
    I32.Local from = code.parameter();
    I32.Local minus = code.parameter();
    I32.Local query = code.parameter();
    I32.Local bytes = code.parameter();
    I32.Local end = code.let(from.plus(bytes));
    V128.Local numbers = code.local128();
    V128.Local sums = code.local128();

    code.repeatWhile(
        from.below(end),
        () -> {
          code.set(numbers, from.load128(0).minus8(minus.splat8()));
          code.set(sums, sums.plus32(numbers.pairSums8().pairSums16()));
          if (relaxed) {
            code.store128(query, 0, numbers);
          } else {
            code.store128(query, 0, numbers.low8As16());
            code.store128(query, 16, numbers.high8As16());
          }
          code.set(query, query.plus(relaxed ? 16 : 32));
          code.set(from, from.plus(16));
        });
    code.result(sums.lane32(0).plus(sums.lane32(1)).plus(sums.lane32(2).plus(sums.lane32(3))));
  }
}
