package dev.granary.kernels;

import dev.granary.kernels.emit.F32;
import dev.granary.kernels.emit.Function;
import dev.granary.kernels.emit.I32;
import dev.granary.kernels.emit.V128;
import dev.granary.kernels.emit.WasmModule;

/**
 * {@code name(from, to, count, …)}: turns numbers of one form into another. Forms are those of
 * tensors: little-endian, and of two numbers in a byte the first is in its lower half.
 *
 * <p>A pass converts several numbers at once. When fewer are left, it converts them elsewhere,
 * where bytes too many do no harm.
 */
final class ConversionKernel {
  /** 2^112: what brings a half's exponent, whose bias is 15, to that of a float, 127. */
  private static final int REBIAS = (127 + 127 - 15) << 23;

  private static final int INFINITY = 0xff << 23;

  /** The largest half that is finite, where it lies in a float. */
  private static final int FINITE = 0x7bff << 13;

  private static final int[] FIRST_HALF = interleaved(0);
  private static final int[] SECOND_HALF = interleaved(8);

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
            // Multiplying is exact, also where the half is subnormal and the float is not. Only
            // infinities and what is no number have an exponent of their own.
            V128 number = magnitude.timesF32(V128.constant32(REBIAS));
            V128 infinite = magnitude.above32(V128.constant32(FINITE));
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

  /** {@code (from, to, count, flip)}: flip is 8 for numbers with signs, 0 for those without. */
  private void int4ToInt8() {
    Nibbles nibbles = new Nibbles();
    nibbles.minus(nibbles.flip);
    passes(
        32,
        4,
        8,
        (source, target) -> {
          nibbles.load(source);
          code.store128(target, 0, nibbles.half(FIRST_HALF));
          code.store128(target, 16, nibbles.half(SECOND_HALF));
        });
  }

  /** {@code (from, to, count, flip, zero, scale)}: {@code (number - zero) * scale}. */
  private void int4ToF32() {
    Nibbles nibbles = new Nibbles();
    I32.Local zero = code.parameter();
    F32.Local scale = code.parameterF32();
    nibbles.minus(nibbles.flip.plus(zero));
    V128.Local wide = code.local128();
    passes(
        32,
        4,
        32,
        (source, target) -> {
          nibbles.load(source);
          for (int half = 0; half < 2; half++) {
            V128 bytes = nibbles.half(half == 0 ? FIRST_HALF : SECOND_HALF);
            for (int quarter = 0; quarter < 2; quarter++) {
              int at = 64 * half + 32 * quarter;
              code.set(wide, quarter == 0 ? bytes.low8As16() : bytes.high8As16());
              V128 four = wide.low16As32().asFloats();
              code.store128(target, at, four.timesF32(scale.times4()));
              four = wide.high16As32().asFloats();
              code.store128(target, at + 16, four.timesF32(scale.times4()));
            }
          }
        });
  }

  /**
   * 32 numbers in sixteen bytes. One of four bits with a sign, its highest bit flipped, is eight
   * too much.
   */
  private final class Nibbles {
    final I32.Local flip = code.parameter();
    private V128.Local minus;
    private V128.Local lower;
    private V128.Local upper;

    /** What is taken from each, once its bit is flipped. The last parameter is before this. */
    void minus(I32 number) {
      minus = code.let(number.bytesTimes16());
      lower = code.local128();
      upper = code.local128();
    }

    void load(I32 source) {
      V128 bytes = source.load128(0);
      code.set(lower, number(bytes.and(V128.constant32(0x0f0f0f0f))));
      code.set(upper, number(bytes.shr8(4)));
    }

    private V128 number(V128 nibble) {
      return nibble.xor(flip.bytesTimes16()).minus8(minus);
    }

    /** Sixteen of the numbers in their order. */
    V128 half(int[] which) {
      return lower.pick8(upper, which);
    }
  }

  /** Bytes from {@code first} on of two vectors, in turns. */
  private static int[] interleaved(int first) {
    int[] bytes = new int[16];
    for (int i = 0; i < 16; i++) {
      bytes[i] = first + i / 2 + 16 * (i % 2);
    }
    return bytes;
  }

  private interface Pass {
    void write(I32 source, I32 target);
  }

  /** So many numbers at once, of so many bits, into so many. */
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
    return bits < 8 ? count.plus(1).shr(1) : count.times(I32.of(bits / 8));
  }
}
