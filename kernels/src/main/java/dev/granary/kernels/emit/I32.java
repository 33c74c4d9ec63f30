package dev.granary.kernels.emit;

import java.util.function.Consumer;

/** 32 bits: a number or an address. */
public sealed class I32 extends Value permits I32.Local {
  I32(Consumer<Bytes> instructions) {
    super(instructions);
  }

  @Override
  final ValueType type() {
    return ValueType.I32;
  }

  /** A constant. */
  public static I32 of(int value) {
    return new I32(code -> code.put(Op.I32_CONST).signed(value));
  }

  /** What a function returns. It is called wherever this is used. */
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

  /** Shifts left. */
  public final I32 shl(int bits) {
    return with(of(bits), Op.I32_SHL);
  }

  /** Shifts right; zeros come in. */
  public final I32 shr(int bits) {
    return with(of(bits), Op.I32_SHR_U);
  }

  /** Shifts right; copies of the sign come in. */
  public final I32 shrSigned(int bits) {
    return with(of(bits), Op.I32_SHR_S);
  }

  public final I32 rotl(int bits) {
    return with(of(bits), Op.I32_ROTL);
  }

  public final I32 rotr(int bits) {
    return with(of(bits), Op.I32_ROTR);
  }

  /** 1 when it is below the other, both without a sign; otherwise 0. */
  public final I32 below(I32 other) {
    return with(other, Op.I32_LT_U);
  }

  /** 1 when it is the other; otherwise 0. */
  public final I32 equalTo(I32 other) {
    return with(other, Op.I32_EQ);
  }

  /** The smaller of both, both without a sign. Both are computed twice. */
  public final I32 min(I32 other) {
    return new I32(
        code -> {
          push(code);
          other.push(code);
          below(other).push(code);
          code.put(Op.SELECT);
        });
  }

  /** 1 when it is 0; otherwise 0. */
  public final I32 isZero() {
    return new I32(
        code -> {
          push(code);
          code.put(Op.I32_EQZ);
        });
  }

  /** The four bytes at this address and {@code offset} further on, at any alignment. */
  public final I32 load32(int offset) {
    return new I32(code -> pushLoad(code, Op.I32_LOAD, offset));
  }

  /** The byte there, without a sign. */
  public final I32 load8(int offset) {
    return new I32(code -> pushLoad(code, Op.I32_LOAD8_U, offset));
  }

  /** The eight bytes there. */
  public final I64 load64(int offset) {
    return new I64(code -> pushLoad(code, Op.I64_LOAD, offset));
  }

  /** The float there. */
  public final F32 loadF32(int offset) {
    return new F32(code -> pushLoad(code, Op.F32_LOAD, offset));
  }

  /** The sixteen bytes there, at any alignment. */
  public final V128 load128(int offset) {
    return load(Op.V128_LOAD, offset);
  }

  /** The eight bytes there as eight numbers of 16 bits, without signs. */
  public final V128 load8As16(int offset) {
    return load(Op.V128_LOAD8X8_U, offset);
  }

  /** The four numbers of 16 bits there as four of 32 bits, without signs. */
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

  /** 64 bits with these as the lower half, and zeros. */
  public final I64 as64() {
    return new I64(
        code -> {
          push(code);
          code.put(Op.I64_EXTEND_I32_U);
        });
  }

  /** The float that has these bits. */
  public final F32 bitsAsFloat() {
    return new F32(
        code -> {
          push(code);
          code.put(Op.F32_REINTERPRET_I32);
        });
  }

  /** Its lowest byte in all sixteen lanes. */
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
