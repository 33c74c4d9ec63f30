package dev.granary.kernels;

import dev.granary.kernels.emit.Function;
import dev.granary.kernels.emit.I32;
import dev.granary.kernels.emit.V128;
import dev.granary.kernels.emit.WasmModule;

/**
 * {@code dot_u7}, {@code flat_dot_u7} and {@code any_below_u7}: products of a query of signed bytes
 * and rows of bytes from 0 to 127, whose number is a multiple of 32; and {@code prepare_u7}, which
 * lays a query out as they want it. Sums are exact, on every engine and in both ways to multiply:
 *
 * <ul>
 *   <li>baseline: the query is widened to 16 bits once, and the rows as they are loaded;
 *   <li>relaxed: one instruction multiplies and sums sixteen pairs. It promises a result only where
 *       one side has seven bits without a sign, which is why rows are stored like that.
 * </ul>
 */
final class ByteScoreKernel {
  private final WasmModule module;
  private final boolean relaxed;

  private ByteScoreKernel(WasmModule module, boolean relaxed) {
    this.module = module;
    this.relaxed = relaxed;
  }

  /** Gives the batch function, for the beam. */
  static Function addTo(WasmModule module, boolean relaxed) {
    ByteScoreKernel kernel = new ByteScoreKernel(module, relaxed);
    kernel.prepare();
    Scores scores = new Scores(module, kernel.measure());
    scores.flat("flat_dot_u7");
    scores.anyBelow("any_below_u7");
    return scores.batch("dot_u7");
  }

  private Function measure() {
    Function code = module.function();
    I32.Local query = code.parameter();
    I32.Local[] rows = FourRows.parameters(code);
    I32.Local end = code.parameter();
    V128.Local[] sums = FourRows.locals(code);
    V128.Local numbers = code.local128();

    code.set(end, rows[0].plus(end));
    code.repeatWhile(
        rows[0].below(end),
        () -> {
          int step = relaxed ? 16 : 8;
          for (int at = 0; at < 32; at += step) {
            code.set(numbers, query.load128(16 / step * at));
            for (int i = 0; i < 4; i++) {
              code.set(
                  sums[i],
                  relaxed
                      ? numbers.relaxedDot8(rows[i].load128(at), sums[i])
                      : sums[i].plus32(rows[i].load8As16(at).dot16(numbers)));
            }
          }
          code.set(query, query.plus(32 * 16 / step));
          FourRows.advance(code, rows, 32);
        });
    code.result(FourRows.across(sums, V128::plus32).asFloats());
    return code;
  }

  /**
   * {@code (from, minus, query, bytes)}: subtracts a number from each byte, which makes a row a
   * query, and gives the sum of what comes of it. A prepared query takes twice its bytes.
   */
  private void prepare() {
    Function code = module.function("prepare_u7");
    I32.Local from = code.parameter();
    I32.Local minus = code.parameter();
    I32.Local query = code.parameter();
    I32.Local end = code.parameter();
    V128.Local numbers = code.local128();
    V128.Local sums = code.local128();

    code.set(end, from.plus(end));
    code.repeatWhile(
        from.below(end),
        () -> {
          code.set(numbers, from.load128(0).minus8(minus.bytesTimes16()));
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
