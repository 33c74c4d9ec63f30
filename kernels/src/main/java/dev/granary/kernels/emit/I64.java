package dev.granary.kernels.emit;

import java.util.function.Consumer;

/** An expression that yields 64 bits. */
public sealed class I64 extends Value permits I64.Local {
  I64(Consumer<Bytes> instructions) {
    super(instructions);
  }

  @Override
  final ValueType type() {
    return ValueType.I64;
  }

  public final I64 or(I64 other) {
    return new I64(code -> pushWith(other, code, Op.I64_OR));
  }

  public final I64 shl(int bits) {
    return new I64(
        code -> {
          push(code);
          code.put(Op.I64_CONST).signed(bits).put(Op.I64_SHL);
        });
  }

  /** Yields 1 when this is less than the other, both with signs; otherwise 0. */
  public final I32 less(I64 other) {
    return new I32(code -> pushWith(other, code, Op.I64_LT_S));
  }

  /** A variable of a function. */
  public static final class Local extends I64 {
    final int index;

    Local(int index) {
      super(code -> code.put(Op.LOCAL_GET).unsigned(index));
      this.index = index;
    }
  }
}
