package dev.granary.kernels;

import dev.granary.kernels.emit.F32;
import dev.granary.kernels.emit.Function;
import dev.granary.kernels.emit.I32;
import dev.granary.kernels.emit.I64;
import dev.granary.kernels.emit.WasmModule;

/**
 * Holds the best candidates of a search or a list. Keys of 64 bits lie in ascending order, so that
 * one comparison of integers decides. The upper half of a key is the score. The lower half is the
 * id, whose highest bit says whether the search has expanded the candidate.
 */
final class Pool {
  /** The bit of an id that marks it as expanded. */
  static final int EXPANDED = 1 << 31;

  /** The size of a key in bytes, and the offset of the score in it. */
  private static final int KEY = 8;

  private static final int SCORE = 4;

  final I32.Local size;

  /** A new score must be below this one: the last score of a full pool. */
  final F32.Local worst;

  private final Function code;
  private final Function insertion;
  private final I32.Local pool;
  private final I32.Local capacity;

  /** Starts as an empty pool. A pool without capacity accepts nothing. */
  Pool(Function code, Function insertion, I32.Local pool, I32.Local capacity) {
    this.code = code;
    this.insertion = insertion;
    this.pool = pool;
    this.capacity = capacity;
    size = code.local();
    worst = code.let(F32.of(Float.NEGATIVE_INFINITY));
    code.when(capacity, () -> code.set(worst, F32.of(Float.POSITIVE_INFINITY)));
  }

  /** Yields the address of the key at a place. */
  I32 at(I32 place) {
    return pool.plus(place.shl(3));
  }

  /** Inserts a score that is below the worst, and sets its place. */
  void insert(I32.Local place, I32 score, I32 id) {
    code.set(place, I32.call(insertion, pool, size, capacity, score, id));
    code.set(size, size.plus(1).min(capacity));
    code.when(
        size.equalTo(capacity),
        () -> {
          I32 last = at(capacity.plus(-1)).load32(SCORE);
          code.set(worst, ordered(last).bitsAsFloat());
        });
  }

  /** {@code (pool, size, capacity, score, id)} inserts a key, and returns its place. */
  static Function insertion(WasmModule module) {
    Function code = module.function();
    I32.Local pool = code.parameter();
    I32.Local size = code.parameter();
    I32.Local capacity = code.parameter();
    I32.Local score = code.parameter();
    I32.Local id = code.parameter();

    // 1. Count the lower keys. The marks of the search change keys where they lie, so equal scores
    // may be out of order. Which of them the count passes is therefore part of the definition, and
    // the Java version must do the same.
    I64.Local key = code.let(ordered(score).as64().shl(32).or(id.as64()));
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

    // 2. Move all others one place on; a full pool loses its last one.
    I32.Local at = code.let(pool.plus(low.shl(3)));
    I32 moving = size.min(capacity.plus(-1)).minus(low);
    code.copy(at.plus(KEY), at, moving.shl(3));
    code.store64(at, 0, key);
    code.result(low);
    return code;
  }

  /**
   * Converts the bits of a float so that signed integers compare as the floats do, and back again.
   */
  private static I32 ordered(I32 bits) {
    return bits.xor(bits.shrSigned(31).and(Integer.MAX_VALUE));
  }
}
