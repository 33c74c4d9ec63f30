package dev.granary.kernels;

import dev.granary.kernels.emit.Function;
import dev.granary.kernels.emit.I32;
import dev.granary.kernels.emit.WasmModule;

/**
 * {@code select_best(scores, count, capacity, pool)} fills a pool with the best scores of a list,
 * by their places in the list, and returns the size of the pool. It compares four scores at once
 * with the worst of the pool: once the pool holds good ones, it skips nearly every group of four.
 */
final class SelectKernel {
  private SelectKernel() {}

  static void addTo(WasmModule module, Function insertion) {
    Function code = module.function("select_best");
    I32.Local scores = code.parameter();
    I32.Local count = code.parameter();
    I32.Local capacity = code.parameter();
    Pool pool = new Pool(code, insertion, code.parameter(), capacity);
    I32.Local id = code.local();
    I32.Local place = code.local();
    I32.Local at = code.local();

    code.repeatWhile(
        id.below(count),
        () -> {
          code.set(at, scores.plus(id.shl(2)));
          code.block(
              done -> {
                // 1. Skip the next four if none is good enough. Never read past the end of the
                // list.
                code.when(
                    I32.of(3).below(count.minus(id)),
                    () -> {
                      code.set(place, at.load128(0).lessF32(pool.worst.splat()).any());
                      code.when(place.isZero(), () -> code.set(id, id.plus(4)));
                      code.branchIf(place.isZero(), done);
                    });
                // 2. Offer the next one.
                code.when(
                    at.loadF32(0).less(pool.worst), () -> pool.insert(place, at.load32(0), id));
                code.set(id, id.plus(1));
              });
        });
    code.result(pool.size);
  }
}
