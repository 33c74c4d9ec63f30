package dev.granary.kernels.emit;

import java.util.function.Consumer;

/** An expression that yields 32 bits: a number or an address. */
public sealed class I32 extends Value permits I32.Local {
  I32(Consumer<Bytes> instructions) {
    super(instructions);
  }

  @Override
  final ValueType type() {
    return ValueType.I32;
  }

  /** Makes a constant. */
  public static I32 of(int value) {
    return new I32(code -> code.put(Op.I32_CONST).signed(value));
  }

  /** Yields what a function returns. Each use of this value calls the function. */
  public static I32 call(Function function, Value... arguments) {
    return new I32(code -> function.pushCall(code, arguments));
  }

  public final I32 plus(I32 other) {
    return with(other, Op.I32_ADD);
  }

  public final I32 plus(int other) {
    return plus(of(other));
  }

  public final I32 minus(I32 other) {
    return with(other, Op.I32_SUB);
  }

  public final I32 times(I32 other) {
    return with(other, Op.I32_MUL);
  }

  public final I32 and(I32 other) {
    return with(other, Op.I32_AND);
  }

  public final I32 and(int other) {
    return and(of(other));
  }

  public final I32 or(I32 other) {
    return with(other, Op.I32_OR);
  }

  public final I32 or(int other) {
    return or(of(other));
  }

  public final I32 xor(I32 other) {
    return with(other, Op.I32_XOR);
  }

  public final I32 xor(int other) {
    return xor(of(other));
  }

  public final I32 shl(int bits) {
    return with(of(bits), Op.I32_SHL);
  }

  /** Shifts right and fills with zeros. */
  public final I32 shr(int bits) {
    return with(of(bits), Op.I32_SHR_U);
  }

  /** Shifts right and fills with the sign. */
  public final I32 shrSigned(int bits) {
    return with(of(bits), Op.I32_SHR_S);
  }

  public final I32 rotl(int bits) {
    return with(of(bits), Op.I32_ROTL);
  }

  public final I32 rotr(int bits) {
    return with(of(bits), Op.I32_ROTR);
  }

  /** Yields 1 when this is below the other, both without a sign; otherwise 0. */
  public final I32 below(I32 other) {
    return with(other, Op.I32_LT_U);
  }

  /** Yields 1 when both are equal; otherwise 0. */
  public final I32 equalTo(I32 other) {
    return with(other, Op.I32_EQ);
  }

  /** Yields the smaller of both, without a sign. Both are computed twice. */
  public final I32 min(I32 other) {
    return new I32(
        code -> {
          push(code);
          other.push(code);
          below(other).push(code);
          code.put(Op.SELECT);
        });
  }

  /** Yields 1 when this is 0; otherwise 0. */
  public final I32 isZero() {
    return new I32(
        code -> {
          push(code);
          code.put(Op.I32_EQZ);
        });
  }

  /** Loads four bytes at {@code this + offset}, at any alignment. */
  public final I32 load32(int offset) {
    return new I32(code -> pushLoad(code, Op.I32_LOAD, offset));
  }

  /** Loads one byte, without a sign. */
  public final I32 load8(int offset) {
    return new I32(code -> pushLoad(code, Op.I32_LOAD8_U, offset));
  }

  /** Loads eight bytes. */
  public final I64 load64(int offset) {
    return new I64(code -> pushLoad(code, Op.I64_LOAD, offset));
  }

  /** Loads a float. */
  public final F32 loadF32(int offset) {
    return new F32(code -> pushLoad(code, Op.F32_LOAD, offset));
  }

  /** Loads sixteen bytes, at any alignment. */
  public final V128 load128(int offset) {
    return load(Op.V128_LOAD, offset);
  }

  /** Loads eight bytes as eight numbers of 16 bits, without signs. */
  public final V128 load8As16(int offset) {
    return load(Op.V128_LOAD8X8_U, offset);
  }

  /** Loads four numbers of 16 bits as four of 32 bits, without signs. */
  public final V128 load16As32(int offset) {
    return load(Op.V128_LOAD16X4_U, offset);
  }

  private V128 load(int opcode, int offset) {
    return new V128(
        code -> {
          push(code);
          Op.vector(code, opcode);
          memoryArgument(code, offset);
        });
  }

  /** Yields 64 bits: these as the lower half, and zeros above. */
  public final I64 as64() {
    return new I64(
        code -> {
          push(code);
          code.put(Op.I64_EXTEND_I32_U);
        });
  }

  /** Yields the float that has these bits. */
  public final F32 bitsAsFloat() {
    return new F32(
        code -> {
          push(code);
          code.put(Op.F32_REINTERPRET_I32);
        });
  }

  /** Yields the lowest byte in all sixteen lanes. */
  public final V128 splat8() {
    return V128.splat(this, Op.I8X16_SPLAT);
  }

  private I32 with(I32 other, int opcode) {
    return new I32(code -> pushWith(other, code, opcode));
  }

  /** A variable of a function. */
  public static final class Local extends I32 {
    final int index;

    Local(int index) {
      super(code -> code.put(Op.LOCAL_GET).unsigned(index));
      this.index = index;
    }
  }
}
