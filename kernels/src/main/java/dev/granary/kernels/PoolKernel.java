package dev.granary.kernels;

import dev.granary.kernels.emit.F32;
import dev.granary.kernels.emit.Function;
import dev.granary.kernels.emit.I32;
import dev.granary.kernels.emit.I64;
import dev.granary.kernels.emit.WasmModule;

/**
 * The pool of the best candidates: keys of 64 bits in ascending order, so that one comparison of
 * integers decides. The upper half of a key is the score, the lower half the number of the row, and
 * in its highest bit whether the beam has expanded it. {@code select_best} fills a pool from a list
 * of scores.
 */
final class PoolKernel {
  /** How many bytes a key has. */
  static final int KEY = 8;

  /** Where in a key the score lies. */
  static final int SCORE = 4;

  /** The bit of a number that says: expanded. */
  static final int EXPANDED = 1 << 31;

  private final WasmModule module;

  /** {@code (pool, size, room, score, number)}: puts a key in its place, and gives the place. */
  private final Function insert;

  private PoolKernel(WasmModule module) {
    this.module = module;
    insert = insert();
  }

  static PoolKernel addTo(WasmModule module) {
    PoolKernel kernel = new PoolKernel(module);
    kernel.select();
    return kernel;
  }

  /** The bits of a float so that integers with signs compare as the floats do; and back again. */
  private static I32 ordered(I32 bits) {
    return bits.xor(bits.shrSigned(31).and(Integer.MAX_VALUE));
  }

  private static F32 float32(float value) {
    return I32.of(Float.floatToRawIntBits(value)).bitsAsFloat();
  }

  private Function insert() {
    Function code = module.function();
    I32.Local pool = code.parameter();
    I32.Local size = code.parameter();
    I32.Local room = code.parameter();
    I32.Local score = code.parameter();
    I32.Local number = code.parameter();

    // 1. How many keys are less.
    I64.Local key = code.let(ordered(score).as64().shl(32).or(number.as64()));
    I32.Local low = code.local();
    I32.Local high = code.let(size);
    I32.Local middle = code.local();
    code.repeatWhile(
        low.below(high),
        () -> {
          code.set(middle, low.plus(high).shr(1));
          I32 less = pool.plus(middle.shl(3)).load64(0).less(key);
          code.whenElse(less, () -> code.set(low, middle.plus(1)), () -> code.set(high, middle));
        });

    // 2. All others move one place on; the last one of a full pool goes.
    I32.Local at = code.let(pool.plus(low.shl(3)));
    I32 moving = size.orAtMost(room.plus(-1)).minus(low);
    code.copy(at.plus(KEY), at, moving.shl(3));
    code.store64(at, 0, key);
    code.result(low);
    return code;
  }

  /** A pool that code is filling. */
  final class Pool {
    private final Function code;
    private final I32.Local pool;
    private final I32.Local room;
    final I32.Local size;

    /** A score must be below this one: that of the last in a full pool. */
    final F32.Local worst;

    Pool(Function code, I32.Local pool, I32.Local room) {
      this.code = code;
      this.pool = pool;
      this.room = room;
      size = code.local();
      worst = code.let(float32(Float.NEGATIVE_INFINITY));
      code.when(room, () -> code.set(worst, float32(Float.POSITIVE_INFINITY)));
    }

    /** The address of the key at a place. */
    I32 at(I32 place) {
      return pool.plus(place.shl(3));
    }

    /** Puts a score in, which is below the worst, and sets its place. */
    void insert(I32.Local place, I32 score, I32 number) {
      code.set(place, I32.call(insert, pool, size, room, score, number));
      code.set(size, size.plus(1).orAtMost(room));
      code.when(
          size.is(room),
          () -> {
            I32 last = at(room.plus(-1)).load32(SCORE);
            code.set(worst, ordered(last).bitsAsFloat());
          });
    }
  }

  /** {@code select_best(scores, count, room, pool)}: the best of a list, by their places in it. */
  private void select() {
    Function code = module.function("select_best");
    I32.Local scores = code.parameter();
    I32.Local count = code.parameter();
    I32.Local room = code.parameter();
    Pool pool = new Pool(code, code.parameter(), room);
    I32.Local number = code.local();
    I32.Local place = code.local();
    I32.Local at = code.local();

    code.repeatWhile(
        number.below(count),
        () -> {
          code.set(at, scores.plus(number.shl(2)));
          I32 noneOfFour = at.load128(0).lessF32(pool.worst.times4()).any().isZero();
          code.whenElse(
              noneOfFour,
              () -> code.set(number, number.plus(4)),
              () -> {
                code.when(
                    at.loadF32(0).less(pool.worst), () -> pool.insert(place, at.load32(0), number));
                code.set(number, number.plus(1));
              });
        });
    code.result(pool.size);
  }
}
