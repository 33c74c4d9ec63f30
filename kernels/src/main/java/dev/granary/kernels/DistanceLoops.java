package dev.granary.kernels;

import dev.granary.kernels.emit.F32;
import dev.granary.kernels.emit.Function;
import dev.granary.kernels.emit.I32;
import dev.granary.kernels.emit.Label;
import dev.granary.kernels.emit.V128;
import dev.granary.kernels.emit.WasmModule;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * Writes the loops around a measure. A measure takes a query and four rows at once: so it loads the
 * query once for four rows, and the four sums do not wait for each other. Each measure is a
 * function of its own, called once per four rows.
 *
 * <p>All loops begin with the parameters {@code (query, rows, stride, bytes, mul, bias, count, …)}.
 * Row r lies at {@code rows + r * stride}, its first {@code bytes} bytes count, and its score is
 * {@code bias + mul * sum}. Where fewer than four rows are left, the last row stands in for the
 * missing ones; therefore callers make room for a multiple of four scores.
 */
final class DistanceLoops {
  private final WasmModule module;

  /** {@code (query, row, row, row, row, bytes)} returns the four sums, as floats. */
  private final Function measure;

  DistanceLoops(WasmModule module, Function measure) {
    this.module = module;
    this.measure = measure;
  }

  /** {@code (…, out)} scores the rows in memory order. */
  void flat(String name) {
    Loop loop = new Loop(name);
    loop.store(loop.code.parameter(), place -> place);
  }

  /** {@code (…, out, ids)} scores the rows with these numbers. */
  Function batch(String name) {
    Loop loop = new Loop(name);
    I32.Local out = loop.code.parameter();
    I32.Local ids = loop.code.parameter();
    loop.store(out, place -> listed(ids, place));
    return loop.code;
  }

  /**
   * {@code (…, threshold, ids)} returns 1 when any of these rows scores below the threshold;
   * otherwise 0.
   */
  void anyBelow(String name) {
    Loop loop = new Loop(name);
    Function code = loop.code;
    F32.Local threshold = code.parameterF32();
    I32.Local ids = code.parameter();
    I32.Local found = code.local();
    loop.fours(
        place -> listed(ids, place),
        (scores, done) -> {
          code.set(found, scores.lessF32(threshold.splat()).any());
          code.branchIf(found, done);
        });
    code.result(found);
  }

  private static I32 listed(I32 ids, I32 place) {
    return ids.plus(place.shl(2)).load32(0);
  }

  private final class Loop {
    final Function code;
    private final I32.Local query;
    private final I32.Local rows;
    private final I32.Local stride;
    private final I32.Local bytes;
    private final F32.Local mul;
    private final F32.Local bias;
    private final I32.Local count;

    Loop(String name) {
      code = module.function(name);
      query = code.parameter();
      rows = code.parameter();
      stride = code.parameter();
      bytes = code.parameter();
      mul = code.parameterF32();
      bias = code.parameterF32();
      count = code.parameter();
    }

    void store(I32.Local out, UnaryOperator<I32> row) {
      fours(
          row,
          (scores, done) -> {
            code.store128(out, 0, scores);
            code.set(out, out.plus(16));
          });
    }

    /** Loops over groups of four scores; a branch to the label ends the loop. */
    void fours(UnaryOperator<I32> row, BiConsumer<V128, Label> then) {
      I32.Local place = code.local();
      I32[] address = new I32[4];
      for (int i = 0; i < 4; i++) {
        I32 stillThere = i == 0 ? place : place.plus(i).min(count.plus(-1));
        address[i] = rows.plus(row.apply(stillThere).times(stride));
      }
      V128 sums = V128.call(measure, query, address[0], address[1], address[2], address[3], bytes);
      code.block(
          done ->
              code.repeatWhile(
                  place.below(count),
                  () -> {
                    then.accept(bias.splat().plusF32(mul.splat().timesF32(sums)), done);
                    code.set(place, place.plus(4));
                  }));
    }
  }
}
