package dev.granary.kernels;

import dev.granary.kernels.emit.Function;
import dev.granary.kernels.emit.I32;
import dev.granary.kernels.emit.V128;
import dev.granary.kernels.emit.WasmModule;
import java.util.function.IntConsumer;

/**
 * {@code shuffle2}, {@code shuffle4}, and their inverses {@code unshuffle2} and {@code unshuffle4},
 * of {@code (from, to, count)}, group the bytes of numbers: first the first bytes of all numbers,
 * then the second bytes, and so on. Weights then compress better, because similar bytes, those of
 * signs and exponents, lie side by side. The caller copies the bytes behind the last whole number.
 */
final class ShuffleKernel {
  /** The numbers per pass: one vector for each of their bytes. */
  private static final int PASS = 16;

  private final Function code;
  private final int width;
  private final I32.Local from;
  private final I32.Local to;
  private final I32.Local count;

  /** The place of the next number. */
  private final I32.Local place;

  private final V128.Local[] vectors;

  /** Holds one vector of a pair while the other is set. */
  private final V128.Local kept;

  /**
   * The pairs of vectors to split into their even and their odd bytes. When all pairs are split in
   * order, there is one vector for each byte of the numbers; in reverse order, joining restores the
   * numbers.
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
    kept = code.local128();
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
            part(pair);
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
            join(pairs[i]);
          }
          each(i -> code.store128(number(to), PASS * i, vectors[i]));
        },
        i -> code.store8(number(to), i, bytes(from, i).load8(0)));
  }

  /** Splits a pair into the even bytes of both vectors, and the odd bytes. */
  private void part(int[] pair) {
    V128.Local x = vectors[pair[0]];
    V128.Local y = vectors[pair[1]];
    code.set(kept, x.pick8(y, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30));
    code.set(y, x.pick8(y, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31));
    code.set(x, kept);
  }

  /** Joins a pair again. */
  private void join(int[] pair) {
    V128.Local x = vectors[pair[0]];
    V128.Local y = vectors[pair[1]];
    code.set(kept, x.inTurns8(y, 0));
    code.set(y, x.inTurns8(y, 8));
    code.set(x, kept);
  }

  /** Writes a loop of whole passes, and one for the rest: number by number and byte by byte. */
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

  /** The address of the next whole number. */
  private I32 number(I32 start) {
    return start.plus(place.times(I32.of(width)));
  }

  /** The address of one byte of the next number, among the bytes of its kind. */
  private I32 bytes(I32 start, int which) {
    return start.plus(count.times(I32.of(which))).plus(place);
  }
}
