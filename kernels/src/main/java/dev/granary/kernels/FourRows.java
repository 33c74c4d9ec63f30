package dev.granary.kernels;

import dev.granary.kernels.emit.Function;
import dev.granary.kernels.emit.I32;
import dev.granary.kernels.emit.V128;
import java.util.function.BinaryOperator;

/** What every measure of four rows needs. */
final class FourRows {
  private FourRows() {}

  static I32.Local[] parameters(Function code) {
    return new I32.Local[] {code.parameter(), code.parameter(), code.parameter(), code.parameter()};
  }

  static V128.Local[] locals(Function code) {
    return new V128.Local[] {code.local128(), code.local128(), code.local128(), code.local128()};
  }

  static void advance(Function code, I32.Local[] rows, int bytes) {
    for (I32.Local row : rows) {
      code.set(row, row.plus(bytes));
    }
  }

  /** One sum for each row, of the four lanes that it has: (0 + 1) + (2 + 3). */
  static V128 across(V128[] sums, BinaryOperator<V128> plus) {
    V128 first = pairs(sums[0], sums[1], plus);
    V128 second = pairs(sums[2], sums[3], plus);
    return plus.apply(first.pick32(second, 0, 1, 4, 5), first.pick32(second, 2, 3, 6, 7));
  }

  /** Lanes 0 + 1 of both, then lanes 2 + 3 of both. */
  private static V128 pairs(V128 x, V128 y, BinaryOperator<V128> plus) {
    return plus.apply(x.pick32(y, 0, 4, 2, 6), x.pick32(y, 1, 5, 3, 7));
  }
}
