package dev.granary.kernels;

import dev.granary.kernels.emit.Function;
import dev.granary.kernels.emit.I32;
import dev.granary.kernels.emit.V128;
import dev.granary.kernels.emit.WasmModule;
import java.util.function.BinaryOperator;

/**
 * Writes a measure: {@code (query, row, row, row, row, bytes)} returns a sum for each of four rows,
 * as floats.
 */
final class Measure {
  final Function code;

  /** The vector of the query for the next step. */
  final V128.Local numbers;

  private final I32.Local query;
  private final I32.Local[] rows = new I32.Local[4];
  private final V128.Local[] sums = new V128.Local[4];
  private final I32.Local bytes;

  Measure(WasmModule module) {
    code = module.function();
    query = code.parameter();
    for (int i = 0; i < 4; i++) {
      rows[i] = code.parameter();
    }
    bytes = code.parameter();
    for (int i = 0; i < 4; i++) {
      sums[i] = code.local128();
    }
    numbers = code.local128();
  }

  /** Adds a step to a sum: some bytes of the row, combined with the query's numbers. */
  interface Adding {
    V128 next(V128 sum, I32 row, int at);
  }

  /**
   * Adds up the four rows.
   *
   * @param pass the number of bytes of a row per pass
   * @param step the number of bytes per step; their part of the query is one vector
   */
  void addUp(int pass, int step, Adding adding) {
    I32.Local end = code.let(rows[0].plus(bytes));
    code.repeatWhile(
        rows[0].below(end),
        () -> {
          for (int at = 0; at < pass; at += step) {
            code.set(numbers, query.load128(16 * (at / step)));
            for (int i = 0; i < 4; i++) {
              code.set(sums[i], adding.next(sums[i], rows[i], at));
            }
          }
          code.set(query, query.plus(16 * (pass / step)));
          for (I32.Local row : rows) {
            code.set(row, row.plus(pass));
          }
        });
  }

  /** Adds the four lanes of each row's sum: (0 + 1) + (2 + 3). */
  V128 across(BinaryOperator<V128> plus) {
    V128 first = pairs(sums[0], sums[1], plus);
    V128 second = pairs(sums[2], sums[3], plus);
    return plus.apply(first.pick32(second, 0, 1, 4, 5), first.pick32(second, 2, 3, 6, 7));
  }

  /** Adds lanes 0 + 1 of both vectors, and lanes 2 + 3 of both. */
  private static V128 pairs(V128 x, V128 y, BinaryOperator<V128> plus) {
    return plus.apply(x.pick32(y, 0, 4, 2, 6), x.pick32(y, 1, 5, 3, 7));
  }
}
