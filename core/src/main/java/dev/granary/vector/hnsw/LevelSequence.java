package dev.granary.vector.hnsw;

/**
 * Draws the levels of rows. It computes with ints only (xorshift, Marsaglia 2003), so that the same
 * seed gives the same levels on every platform.
 */
final class LevelSequence {
  private final int oneIn;
  private int state;

  /**
   * A sequence in which one in so many rows of a level is on the next level, too. That is the
   * distribution of the paper, with mL = 1 / ln(M).
   */
  LevelSequence(int seed, int oneIn) {
    this.oneIn = oneIn;
    // Seeds that differ in a few bits begin far apart. Zero would stay zero.
    state = seed * 0x9E3779B9 + 0x7F4A7C15;
    if (state == 0) {
      state = 1;
    }
  }

  int next() {
    int level = 0;
    while (level < HnswBuilder.MAX_LEVEL && (draw() >>> 8) % oneIn == 0) {
      level++;
    }
    return level;
  }

  private int draw() {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  }
}
