package dev.granary.kernels.emit;

import java.util.function.Consumer;

/** An expression that yields a float. */
public sealed class F32 extends Value permits F32.Local {
  F32(Consumer<Bytes> instructions) {
    super(instructions);
  }

  @Override
  final ValueType type() {
    return ValueType.F32;
  }

  /** Yields 1 when this is less than the other; otherwise 0, also when one of them is NaN. */
  public final I32 less(F32 other) {
    return new I32(code -> pushWith(other, code, Op.F32_LT));
  }

  /** Makes a constant. */
  public static F32 of(float value) {
    return I32.of(Float.floatToRawIntBits(value)).bitsAsFloat();
  }

  /** Yields this number in all four lanes. */
  public final V128 splat() {
    return V128.splat(this, Op.F32X4_SPLAT);
  }

  /** A variable of a function. */
  public static final class Local extends F32 {
    final int index;

    Local(int index) {
      super(code -> code.put(Op.LOCAL_GET).unsigned(index));
      this.index = index;
    }
  }
}
