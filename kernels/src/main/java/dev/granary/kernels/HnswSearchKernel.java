package dev.granary.kernels;

import dev.granary.kernels.emit.F32;
import dev.granary.kernels.emit.Function;
import dev.granary.kernels.emit.I32;
import dev.granary.kernels.emit.WasmModule;

/**
 * {@code beam(level, query, entry, width, mul, bias)} searches the lowest level of an HNSW graph
 * (Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using
 * Hierarchical Navigable Small World graphs", algorithm 2). One sorted pool replaces the two heaps
 * of the paper. The kernel returns the size of the pool. The address of the pool, and everything
 * that stays the same from search to search, stands at {@code level}: see {@link Layout.Level}.
 */
final class HnswSearchKernel {
  private final Function code;
  private final Function dot;
  private final I32.Local level;
  private final I32.Local query;
  private final F32.Local mul;
  private final F32.Local bias;

  private final I32.Local epoch;
  private final I32.Local fresh;
  private final I32.Local scores;
  private final Pool pool;

  /** The number of rows to score next. */
  private final I32.Local count;

  private final I32.Local id;
  private final I32.Local at;
  private final I32.Local end;

  /** The first place of the pool that may hold a candidate which is not expanded yet. */
  private final I32.Local current;

  /** The lowest place that received a new key. */
  private final I32.Local low;

  private final I32.Local place;

  private HnswSearchKernel(Function code, Function dot, Function insertion) {
    this.code = code;
    this.dot = dot;
    level = code.parameter();
    query = code.parameter();
    id = code.parameter();
    I32.Local width = code.parameter();
    mul = code.parameterF32();
    bias = code.parameterF32();
    epoch = code.let(level.load32(Layout.Level.EPOCH).plus(1));
    fresh = code.let(level.load32(Layout.Level.FRESH));
    scores = code.let(level.load32(Layout.Level.SCORES));
    pool = new Pool(code, insertion, code.let(level.load32(Layout.Level.POOL)), width);
    count = code.local();
    at = code.local();
    end = code.local();
    current = code.local();
    low = code.local();
    place = code.local();
  }

  static void addTo(WasmModule module, Function dot, Function insertion) {
    new HnswSearchKernel(module.function("beam"), dot, insertion).write();
  }

  private void write() {
    // 1. Begin a new epoch: a row visited in another epoch counts as not visited.
    code.store32(level, Layout.Level.EPOCH, epoch);

    // 2. Score the entry.
    visit();
    offerAll();

    // 3. Expand the nearest candidate, until all are expanded.
    code.repeatWhile(
        current.below(pool.size),
        () -> {
          code.set(at, pool.at(current));
          code.set(id, at.load32(0));
          code.whenElse(
              id.and(Pool.EXPANDED),
              () -> code.set(current, current.plus(1)),
              () -> {
                code.store32(at, 0, id.or(Pool.EXPANDED));
                expand();
              });
        });
    code.result(pool.size);
  }

  private void expand() {
    // 1. Collect its neighbours that are new.
    code.set(at, level.load32(Layout.Level.LINKS));
    code.set(at, at.plus(id.times(level.load32(Layout.Level.LINK_STRIDE))));
    code.set(end, at.plus(at.load32(0).shl(2)));
    code.set(count, I32.of(0));
    code.repeatWhile(
        at.below(end),
        () -> {
          code.set(at, at.plus(4));
          code.set(id, at.load32(0));
          visit();
        });

    // 2. The best of them enter the pool.
    code.set(low, pool.size);
    offerAll();

    // 3. Continue at the first new one, or after this one.
    code.whenElse(
        current.below(low), () -> code.set(current, current.plus(1)), () -> code.set(current, low));
  }

  /** Lists a row for scoring. If the row was visited before, the next row takes its place. */
  private void visit() {
    code.store32(fresh.plus(count.shl(2)), 0, id);
    I32 visited = level.load32(Layout.Level.VISITED).plus(id.shl(2));
    code.set(count, count.plus(1).minus(visited.load32(0).equalTo(epoch)));
    code.store32(visited, 0, epoch);
  }

  /** Scores the listed rows, and offers them to the pool. */
  private void offerAll() {
    code.call(
        dot,
        query,
        level.load32(Layout.Level.ROWS),
        level.load32(Layout.Level.STRIDE),
        level.load32(Layout.Level.BYTES),
        mul,
        bias,
        count,
        scores,
        fresh);
    code.set(at, I32.of(0));
    code.set(end, count.shl(2));
    code.repeatWhile(
        at.below(end),
        () -> {
          I32 score = scores.plus(at);
          code.when(
              score.loadF32(0).less(pool.worst),
              () -> {
                pool.insert(place, score.load32(0), fresh.plus(at).load32(0));
                code.set(low, low.min(place));
              });
          code.set(at, at.plus(4));
        });
  }
}
