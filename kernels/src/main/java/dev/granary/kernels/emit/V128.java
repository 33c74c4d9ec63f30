package dev.granary.kernels.emit;

import java.util.function.Consumer;

/**
 * An expression that yields 128 bits. The end of a method's name says how the method reads them: as
 * sixteen bytes, as eight or four numbers, or as four floats. The lanes do not affect each other.
 */
public sealed class V128 extends Value permits V128.Local {
  V128(Consumer<Bytes> instructions) {
    super(instructions);
  }

  @Override
  final ValueType type() {
    return ValueType.V128;
  }

  /** Yields what a function returns. Each use of this value calls the function. */
  public static V128 call(Function function, Value... arguments) {
    return new V128(code -> function.pushCall(code, arguments));
  }

  /** Makes four equal constants of 32 bits. */
  public static V128 constant32(int value) {
    return new V128(
        code -> {
          Op.vector(code, Op.V128_CONST);
          for (int i = 0; i < 16; i++) {
            code.put(value >>> (8 * (i % 4)) & 0xff);
          }
        });
  }

  static V128 splat(Value value, int opcode) {
    return new V128(
        code -> {
          value.push(code);
          Op.vector(code, opcode);
        });
  }

  public final V128 and(V128 other) {
    return with(other, Op.V128_AND);
  }

  public final V128 or(V128 other) {
    return with(other, Op.V128_OR);
  }

  public final V128 xor(V128 other) {
    return with(other, Op.V128_XOR);
  }

  /** Yields 1 when any bit is 1; otherwise 0. */
  public final I32 any() {
    return new I32(
        code -> {
          push(code);
          Op.vector(code, Op.V128_ANY_TRUE);
        });
  }

  // Numbers of 32 bits.

  public final V128 plus32(V128 other) {
    return with(other, Op.I32X4_ADD);
  }

  public final V128 shl32(int bits) {
    return shifted(Op.I32X4_SHL, bits);
  }

  /** Shifts right and fills with zeros. */
  public final V128 shr32(int bits) {
    return shifted(Op.I32X4_SHR_U, bits);
  }

  /** Yields all ones where this is greater than the other, both with signs; otherwise zeros. */
  public final V128 greater32(V128 other) {
    return with(other, Op.I32X4_GT_S);
  }

  /** Yields one of the four numbers. */
  public final I32 lane32(int lane) {
    return new I32(
        code -> {
          push(code);
          Op.vector(code, Op.I32X4_EXTRACT_LANE);
          code.put(lane);
        });
  }

  /** Picks four numbers: 0 to 3 are those of this vector, 4 to 7 those of the other. */
  public final V128 pick32(V128 other, int first, int second, int third, int fourth) {
    return pick32(other, 0, first, second, third, fourth);
  }

  /** Reverses the order of the bytes in each number. */
  public final V128 reversed32() {
    return pick32(this, 3, 0, 1, 2, 3);
  }

  /** Picks numbers. Byte i of a picked number is byte {@code i ^ swap} of the original. */
  private V128 pick32(V128 other, int swap, int... numbers) {
    int[] bytes = new int[16];
    for (int i = 0; i < 16; i++) {
      bytes[i] = 4 * numbers[i / 4] + (i % 4 ^ swap);
    }
    return pick8(other, bytes);
  }

  /** Yields the floats nearest to the numbers, which have signs. */
  public final V128 asFloats() {
    return alone(Op.F32X4_CONVERT_I32X4_S);
  }

  // Numbers of 16 bits, with signs.

  /** Yields the sums of neighbouring products, as four numbers of 32 bits. */
  public final V128 dot16(V128 other) {
    return with(other, Op.I32X4_DOT_I16X8_S);
  }

  /** Yields the sums of neighbours, as four numbers of 32 bits. */
  public final V128 pairSums16() {
    return alone(Op.I32X4_EXTADD_PAIRWISE_I16X8_S);
  }

  /** Yields the first four numbers with 32 bits each. */
  public final V128 low16As32() {
    return alone(Op.I32X4_EXTEND_LOW_I16X8_S);
  }

  /** Yields the last four numbers with 32 bits each. */
  public final V128 high16As32() {
    return alone(Op.I32X4_EXTEND_HIGH_I16X8_S);
  }

  // Bytes.

  public final V128 minus8(V128 other) {
    return with(other, Op.I8X16_SUB);
  }

  /** Shifts right and fills with zeros. */
  public final V128 shr8(int bits) {
    return shifted(Op.I8X16_SHR_U, bits);
  }

  /** Yields the sums of neighbours, which have signs, as eight numbers of 16 bits. */
  public final V128 pairSums8() {
    return alone(Op.I16X8_EXTADD_PAIRWISE_I8X16_S);
  }

  /** Yields the first eight bytes, which have signs, with 16 bits each. */
  public final V128 low8As16() {
    return alone(Op.I16X8_EXTEND_LOW_I8X16_S);
  }

  /** Yields the last eight bytes, which have signs, with 16 bits each. */
  public final V128 high8As16() {
    return alone(Op.I16X8_EXTEND_HIGH_I8X16_S);
  }

  /** Picks sixteen bytes: 0 to 15 are those of this vector, 16 to 31 those of the other. */
  public final V128 pick8(V128 other, int... bytes) {
    return new V128(
        code -> {
          push(code);
          other.push(code);
          Op.vector(code, Op.I8X16_SHUFFLE);
          for (int at : bytes) {
            code.put(at);
          }
        });
  }

  /**
   * Interleaves half of the bytes of both vectors, starting at the given byte; this vector's bytes
   * come first.
   */
  public final V128 inTurns8(V128 other, int first) {
    int[] bytes = new int[16];
    for (int i = 0; i < 16; i++) {
      bytes[i] = first + i / 2 + 16 * (i % 2);
    }
    return pick8(other, bytes);
  }

  /**
   * Adds products of bytes to four sums of 32 bits: each sum receives four products of this
   * vector's bytes, with signs, and the other's. The other's bytes must be below 128; for larger
   * bytes the results differ between processors.
   */
  public final V128 relaxedDot8(V128 other, V128 sums) {
    return new V128(
        code -> {
          push(code);
          other.push(code);
          sums.push(code);
          Op.vector(code, Op.I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S);
        });
  }

  // Floats.

  /** Yields the numbers without their signs, by a mask: the tests' interpreter has no f32x4.abs. */
  public final V128 absF32() {
    return and(constant32(0x7fffffff));
  }

  public final V128 plusF32(V128 other) {
    return with(other, Op.F32X4_ADD);
  }

  public final V128 minusF32(V128 other) {
    return with(other, Op.F32X4_SUB);
  }

  public final V128 timesF32(V128 other) {
    return with(other, Op.F32X4_MUL);
  }

  /** Yields all ones where this is less than the other; otherwise zeros. */
  public final V128 lessF32(V128 other) {
    return with(other, Op.F32X4_LT);
  }

  private V128 with(V128 other, int opcode) {
    return new V128(
        code -> {
          push(code);
          other.push(code);
          Op.vector(code, opcode);
        });
  }

  private V128 alone(int opcode) {
    return new V128(
        code -> {
          push(code);
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
