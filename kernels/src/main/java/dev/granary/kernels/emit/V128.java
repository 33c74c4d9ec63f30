package dev.granary.kernels.emit;

import java.util.function.Consumer;

/**
 * 128 bits. What a method takes them for, sixteen bytes, eight or four numbers, or four floats, is
 * the end of its name; each number goes its own way.
 */
public sealed class V128 extends Value permits V128.Local {
  V128(Consumer<Bytes> instructions) {
    super(instructions);
  }

  @Override
  final ValueType type() {
    return ValueType.V128;
  }

  /** What a function returns. It is called wherever this is used. */
  public static V128 call(Function function, Value... arguments) {
    return new V128(code -> function.pushCall(code, arguments));
  }

  /** Four constants of 32 bits, all the same. */
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

  /** 1 when any bit is 1; otherwise 0. */
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

  /** Shifts left. */
  public final V128 shl32(int bits) {
    return shifted(Op.I32X4_SHL, bits);
  }

  /** Shifts right; zeros come in. */
  public final V128 shr32(int bits) {
    return shifted(Op.I32X4_SHR_U, bits);
  }

  /** All ones where it is greater than the other, both with signs; otherwise zeros. */
  public final V128 greater32(V128 other) {
    return with(other, Op.I32X4_GT_S);
  }

  /** One of the four numbers. */
  public final I32 lane32(int lane) {
    return new I32(
        code -> {
          push(code);
          Op.vector(code, Op.I32X4_EXTRACT_LANE);
          code.put(lane);
        });
  }

  /** Four of the numbers of this, which are 0 to 3, and of the other, which are 4 to 7. */
  public final V128 pick32(V128 other, int first, int second, int third, int fourth) {
    return pick32(other, 0, first, second, third, fourth);
  }

  /** The bytes of each number in the opposite order. */
  public final V128 reversed32() {
    return pick32(this, 3, 0, 1, 2, 3);
  }

  /** Picks numbers; byte i of one is what was its byte i xor {@code swap}. */
  private V128 pick32(V128 other, int swap, int... numbers) {
    int[] bytes = new int[16];
    for (int i = 0; i < 16; i++) {
      bytes[i] = 4 * numbers[i / 4] + (i % 4 ^ swap);
    }
    return pick8(other, bytes);
  }

  /** The floats nearest to its numbers, which have signs. */
  public final V128 asFloats() {
    return alone(Op.F32X4_CONVERT_I32X4_S);
  }

  // Numbers of 16 bits, with signs.

  /** The sums of neighbouring products, as four numbers of 32 bits. */
  public final V128 dot16(V128 other) {
    return with(other, Op.I32X4_DOT_I16X8_S);
  }

  /** The sums of neighbours, as four numbers of 32 bits. */
  public final V128 pairSums16() {
    return alone(Op.I32X4_EXTADD_PAIRWISE_I16X8_S);
  }

  /** The first four as numbers of 32 bits. */
  public final V128 low16As32() {
    return alone(Op.I32X4_EXTEND_LOW_I16X8_S);
  }

  /** The last four as numbers of 32 bits. */
  public final V128 high16As32() {
    return alone(Op.I32X4_EXTEND_HIGH_I16X8_S);
  }

  // Bytes.

  public final V128 minus8(V128 other) {
    return with(other, Op.I8X16_SUB);
  }

  /** Shifts right; zeros come in. */
  public final V128 shr8(int bits) {
    return shifted(Op.I8X16_SHR_U, bits);
  }

  /** The sums of neighbours, which have signs, as eight numbers of 16 bits. */
  public final V128 pairSums8() {
    return alone(Op.I16X8_EXTADD_PAIRWISE_I8X16_S);
  }

  /** The first eight, which have signs, as numbers of 16 bits. */
  public final V128 low8As16() {
    return alone(Op.I16X8_EXTEND_LOW_I8X16_S);
  }

  /** The last eight, which have signs, as numbers of 16 bits. */
  public final V128 high8As16() {
    return alone(Op.I16X8_EXTEND_HIGH_I8X16_S);
  }

  /** Sixteen of the bytes of this, which are 0 to 15, and of the other, which are 16 to 31. */
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

  /** Half of the bytes of both, from one on, in turns: this one's first, then the other's. */
  public final V128 inTurns8(V128 other, int first) {
    int[] bytes = new int[16];
    for (int i = 0; i < 16; i++) {
      bytes[i] = first + i / 2 + 16 * (i % 2);
    }
    return pick8(other, bytes);
  }

  /**
   * Adds to each of four sums of 32 bits the products of four bytes of this, with signs, and four
   * of the other. Those must be below 128: what comes of others differs from processor to
   * processor.
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

  public final V128 plusF32(V128 other) {
    return with(other, Op.F32X4_ADD);
  }

  public final V128 minusF32(V128 other) {
    return with(other, Op.F32X4_SUB);
  }

  public final V128 timesF32(V128 other) {
    return with(other, Op.F32X4_MUL);
  }

  /** All ones where it is less than the other; otherwise zeros. */
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
