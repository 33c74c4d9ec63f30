package dev.granary.web.vector;

import dev.granary.web.kernel.KernelMemory;

/**
 * Where the data of all rows lie in the memory: floats, codes, links, the marks of visited rows,
 * the scores of one scan. Behind them lies the pool.
 *
 * @param coded whether there is room for codes
 */
record Regions(
    int rows,
    boolean coded,
    boolean linked,
    int floats,
    int codes,
    int links,
    int visited,
    int scores,
    int end) {
  /** Every region begins at a line of the processor's cache. */
  private static final int LINE = 64;

  /** Returns the regions of no rows. */
  static Regions none(int at) {
    return of(at, 0, 0, 0, false);
  }

  /** Lays out regions; the codes of a row take 0 bytes where there are none. */
  static Regions of(int floats, int rows, int floatStride, int codeStride, boolean linked) {
    int codes = floats + rows * floatStride;
    int links = codes + padded(rows * codeStride, LINE);
    int visited = links + (linked ? padded(rows * LinearVectorSpace.LINK_STRIDE, LINE) : 0);
    int scores = visited + (linked ? padded(4 * rows, LINE) : 0);
    // Kernels write four scores at a time.
    int end = scores + padded(4 * rows, LINE);
    return new Regions(rows, codeStride > 0, linked, floats, codes, links, visited, scores, end);
  }

  static int padded(int size, int unit) {
    return (size + unit - 1) / unit * unit;
  }

  /** Moves links and codes to their next places, which are higher. All marks are 0 then. */
  void moveTo(Regions next, KernelMemory memory) {
    if (linked) {
      memory.move(links, next.links, visited - links);
    }
    if (coded) {
      memory.move(codes, next.codes, links - codes);
    }
    memory.clear(next.visited, next.scores - next.visited);
  }
}
