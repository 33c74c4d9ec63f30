package dev.granary.kernels.emit;

import java.util.function.Consumer;

/** 128 bits: four numbers of 32 bits, each of which goes its own way. */
public sealed class V128 extends Value permits V128.Local {
  V128(Consumer<Bytes> instructions) {
    super(instructions);
  }

  @Override
  final ValueType type() {
    return ValueType.V128;
  }

  public final V128 plus(V128 other) {
    return with(other, Op.I32X4_ADD);
  }

  public final V128 xor(V128 other) {
    return with(other, Op.V128_XOR);
  }

  /** Shifts each number left. */
  public final V128 shl(int bits) {
    return shifted(Op.I32X4_SHL, bits);
  }

  /** Shifts each number right; zeros come in. */
  public final V128 shr(int bits) {
    return shifted(Op.I32X4_SHR_U, bits);
  }

  /** Four of the numbers of this, which are 0 to 3, and of the other, which are 4 to 7. */
  public final V128 pick(V128 other, int first, int second, int third, int fourth) {
    return shuffled(other, 0, first, second, third, fourth);
  }

  /** The bytes of each number in the opposite order. */
  public final V128 reversed() {
    return shuffled(this, 3, 0, 1, 2, 3);
  }

  /** Picks numbers; byte i of one is what was its byte i xor {@code swap}. */
  private V128 shuffled(V128 other, int swap, int... numbers) {
    return new V128(
        code -> {
          push(code);
          other.push(code);
          Op.vector(code, Op.I8X16_SHUFFLE);
          for (int number : numbers) {
            for (int i = 0; i < 4; i++) {
              code.put(4 * number + (i ^ swap));
            }
          }
        });
  }

  private V128 with(V128 other, int opcode) {
    return new V128(
        code -> {
          push(code);
          other.push(code);
          Op.vector(code, opcode);
        });
  }

  private V128 shifted(int opcode, int bits) {
    return new V128(
        code -> {
          push(code);
          I32.of(bits).push(code);
          Op.vector(code, opcode);
        });
  }

  /** A variable of a function. */
  public static final class Local extends V128 {
    final int index;

    Local(int index) {
      super(code -> code.put(Op.LOCAL_GET).unsigned(index));
      this.index = index;
    }
  }
}
