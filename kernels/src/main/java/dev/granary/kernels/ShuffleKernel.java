package dev.granary.kernels;

import dev.granary.kernels.emit.Function;
import dev.granary.kernels.emit.I32;
import dev.granary.kernels.emit.V128;
import dev.granary.kernels.emit.WasmModule;
import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;

/**
 * {@code shuffle2}, {@code shuffle4} and back, {@code unshuffle2}, {@code unshuffle4}, of {@code
 * (from, to, count)}: brings the first bytes of all numbers together, then the second bytes, and so
 * on. Weights then compress better: bytes that are like each other, those of signs and exponents,
 * lie side by side.
 */
final class ShuffleKernel {
  /** How many numbers a pass takes: a vector of each of their bytes. */
  private static final int PASS = 16;

  private final Function code;
  private final int width;
  private final I32.Local from;
  private final I32.Local to;
  private final I32.Local count;

  /** The place of the next number. */
  private final I32.Local place;

  private final V128.Local[] vectors;
  private final V128.Local first;

  /**
   * Pairs of vectors to be taken apart, into their even and their odd bytes. Once that is done with
   * all pairs, in their order, there is a vector of each byte; backwards it leads back.
   */
  private final int[][] pairs;

  private ShuffleKernel(Function code, int width) {
    this.code = code;
    this.width = width;
    from = code.parameter();
    to = code.parameter();
    count = code.parameter();
    place = code.local();
    vectors = new V128.Local[width];
    for (int i = 0; i < width; i++) {
      vectors[i] = code.local128();
    }
    first = code.local128();
    pairs = width == 2 ? new int[][] {{0, 1}} : new int[][] {{0, 1}, {2, 3}, {0, 2}, {1, 3}};
  }

  static void addTo(WasmModule module) {
    for (int width = 2; width <= 4; width += 2) {
      new ShuffleKernel(module.function("shuffle" + width), width).shuffle();
      new ShuffleKernel(module.function("unshuffle" + width), width).unshuffle();
    }
  }

  private void shuffle() {
    write(
        () -> {
          each(i -> code.set(vectors[i], number(from).load128(PASS * i)));
          for (int[] pair : pairs) {
            pick(pair, i -> 2 * i, i -> 2 * i + 1);
          }
          each(i -> code.store128(bytes(to, i), 0, vectors[i]));
        },
        i -> code.store8(bytes(to, i), 0, number(from).load8(i)));
  }

  private void unshuffle() {
    write(
        () -> {
          each(i -> code.set(vectors[i], bytes(from, i).load128(0)));
          for (int i = pairs.length - 1; i >= 0; i--) {
            pick(pairs[i], at -> at / 2 + at % 2 * 16, at -> 8 + at / 2 + at % 2 * 16);
          }
          each(i -> code.store128(number(to), PASS * i, vectors[i]));
        },
        i -> code.store8(number(to), i, bytes(from, i).load8(0)));
  }

  /** Sets two vectors to bytes of both. */
  private void pick(int[] pair, IntUnaryOperator low, IntUnaryOperator high) {
    V128.Local x = vectors[pair[0]];
    V128.Local y = vectors[pair[1]];
    code.set(first, x.pick8(y, sixteen(low)));
    code.set(y, x.pick8(y, sixteen(high)));
    code.set(x, first);
  }

  private static int[] sixteen(IntUnaryOperator which) {
    int[] bytes = new int[16];
    for (int i = 0; i < 16; i++) {
      bytes[i] = which.applyAsInt(i);
    }
    return bytes;
  }

  /** As many passes as there are numbers for, and the rest one by one and byte by byte. */
  private void write(Runnable pass, IntConsumer oneByte) {
    code.repeatWhile(
        I32.of(PASS - 1).below(count.minus(place)),
        () -> {
          pass.run();
          code.set(place, place.plus(PASS));
        });
    code.repeatWhile(
        place.below(count),
        () -> {
          each(oneByte);
          code.set(place, place.plus(1));
        });
  }

  private void each(IntConsumer byteOfNumber) {
    for (int i = 0; i < width; i++) {
      byteOfNumber.accept(i);
    }
  }

  /** Where the next number lies whole. */
  private I32 number(I32 start) {
    return start.plus(place.shl(width / 2));
  }

  /** Where one of its bytes lies among its likes. */
  private I32 bytes(I32 start, int which) {
    return start.plus(count.times(I32.of(which))).plus(place);
  }
}
