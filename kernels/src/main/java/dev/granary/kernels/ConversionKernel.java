package dev.granary.kernels;

import dev.granary.kernels.emit.F32;
import dev.granary.kernels.emit.Function;
import dev.granary.kernels.emit.I32;
import dev.granary.kernels.emit.V128;
import dev.granary.kernels.emit.WasmModule;

/**
 * {@code name(from, to, count, …)} converts numbers from one form to another. The forms are those
 * of tensors: little-endian, and of two numbers in a byte the first is the lower half.
 *
 * <p>A pass converts several numbers at once. When fewer are left, the kernel converts them in a
 * work area, where extra bytes do no harm.
 */
final class ConversionKernel {
  /**
   * 2^112 brings the exponent of a half, whose bias is 15, to that of a float, whose bias is 127.
   */
  private static final int REBIAS = (127 + 127 - 15) << 23;

  private static final int INFINITY = 0xff << 23;

  /** The largest finite half, at its place in a float. */
  private static final int FINITE = 0x7bff << 13;

  private final Function code;
  private final I32.Local from;
  private final I32.Local to;
  private final I32.Local count;

  private ConversionKernel(WasmModule module, String name) {
    code = module.function(name);
    from = code.parameter();
    to = code.parameter();
    count = code.parameter();
  }

  static void addTo(WasmModule module) {
    new ConversionKernel(module, "f16_to_f32").f16();
    new ConversionKernel(module, "bf16_to_f32").bf16();
    new ConversionKernel(module, "int4_to_int8").int4ToInt8();
    new ConversionKernel(module, "int4_to_f32").int4ToF32();
  }

  private void f16() {
    V128.Local half = code.local128();
    V128.Local magnitude = code.local128();
    passes(
        16,
        16,
        32,
        (source, target) -> {
          for (int i = 0; i < 4; i++) {
            code.set(half, source.load16As32(8 * i));
            code.set(magnitude, half.and(V128.constant32(0x7fff)).shl32(13));
            // The product is exact, also where the half is subnormal and the float is not. Only
            // infinities and NaN need a separate step for their exponent.
            V128 number = magnitude.timesF32(V128.constant32(REBIAS));
            V128 infinite = magnitude.greater32(V128.constant32(FINITE));
            V128 sign = half.and(V128.constant32(0x8000)).shl32(16);
            V128 exponent = infinite.and(V128.constant32(INFINITY));
            code.store128(target, 16 * i, number.or(exponent).or(sign));
          }
        });
  }

  private void bf16() {
    passes(
        16,
        16,
        32,
        (source, target) -> {
          for (int i = 0; i < 4; i++) {
            code.store128(target, 16 * i, source.load16As32(8 * i).shl32(16));
          }
        });
  }

  /** {@code (from, to, count, flip)}: flip is 8 for signed numbers, 0 for unsigned ones. */
  private void int4ToInt8() {
    I32.Local flip = code.parameter();
    Nibbles nibbles = new Nibbles(flip, flip);
    passes(
        32,
        4,
        8,
        (source, target) -> {
          nibbles.load(source);
          code.store128(target, 0, nibbles.half(0));
          code.store128(target, 16, nibbles.half(1));
        });
  }

  /**
   * {@code (from, to, count, flip, zero, scale)} computes {@code (number - zero) * scale}. The zero
   * is a number of the source form, from -8 to 15.
   */
  private void int4ToF32() {
    I32.Local flip = code.parameter();
    I32.Local zero = code.parameter();
    F32.Local scale = code.parameterF32();
    Nibbles nibbles = new Nibbles(flip, flip.plus(zero));
    V128.Local eight = code.local128();
    passes(
        32,
        4,
        32,
        (source, target) -> {
          nibbles.load(source);
          for (int i = 0; i < 4; i++) {
            V128 sixteen = nibbles.half(i / 2);
            code.set(eight, i % 2 == 0 ? sixteen.low8As16() : sixteen.high8As16());
            code.store128(target, 32 * i, scaled(eight.low16As32(), scale));
            code.store128(target, 32 * i + 16, scaled(eight.high16As32(), scale));
          }
        });
  }

  private static V128 scaled(V128 numbers, F32 scale) {
    return numbers.asFloats().timesF32(scale.splat());
  }

  /**
   * Unpacks 32 numbers from sixteen bytes. A signed number of four bits, with its highest bit
   * flipped, is 8 too large.
   */
  private final class Nibbles {
    private final V128.Local flip;
    private final V128.Local minus;
    private final V128.Local lower = code.local128();
    private final V128.Local upper = code.local128();

    Nibbles(I32 flip, I32 minus) {
      this.flip = code.let(flip.splat8());
      this.minus = code.let(minus.splat8());
    }

    void load(I32 source) {
      V128 bytes = source.load128(0);
      code.set(lower, number(bytes.and(V128.constant32(0x0f0f0f0f))));
      code.set(upper, number(bytes.shr8(4)));
    }

    private V128 number(V128 nibble) {
      return nibble.xor(flip).minus8(minus);
    }

    /** Yields sixteen of the numbers in order. */
    V128 half(int which) {
      return lower.inTurns8(upper, 8 * which);
    }
  }

  private interface Pass {
    void write(I32 source, I32 target);
  }

  /** Writes passes of {@code numbers} numbers each, and a last one in the work area. */
  private void passes(int numbers, int fromBits, int toBits, Pass pass) {
    I32.Local source = code.local();
    I32.Local target = code.local();
    I32.Local few = code.local();
    code.repeatWhile(
        count,
        () -> {
          code.set(source, from);
          code.set(target, to);
          code.set(few, count.below(I32.of(numbers)));
          code.when(
              few,
              () -> {
                code.set(source, I32.of(Layout.FEW_FROM));
                code.set(target, I32.of(Layout.FEW_TO));
                code.copy(source, from, bytes(count, fromBits));
              });
          pass.write(source, target);
          code.when(
              few,
              () -> {
                code.copy(to, target, bytes(count, toBits));
                code.set(count, I32.of(numbers));
              });
          code.set(from, from.plus(numbers * fromBits / 8));
          code.set(to, to.plus(numbers * toBits / 8));
          code.set(count, count.plus(-numbers));
        });
  }

  private static I32 bytes(I32 count, int bits) {
    return count.times(I32.of(bits)).plus(7).shr(3);
  }
}
