package dev.granary.tensor;

/**
 * Decodes GGML blocks of 256 numbers of two bits in sixteen groups (q2_K). A block begins with one
 * byte for each group: its scale in the lower half, its offset in the upper half. 64 bytes of
 * numbers follow (see {@link #first}), and two halves: the units of scales and of offsets.
 */
final class TwoBitBlocks {
  private static final int SIZE = 84;

  private TwoBitBlocks() {}

  static void toFloats(byte[] from, int at, int count, float[] to) {
    for (int done = 0; done < count; done += 256) {
      int block = at + done / 256 * SIZE;
      float unit = Float16.toFloat(from, block + 80);
      float offsetUnit = Float16.toFloat(from, block + 82);
      for (int group = 0; group < 16; group++) {
        int both = from[block + group];
        float scale = unit * (both & 15);
        float offset = offsetUnit * ((both >> 4) & 15);
        int numbers = block + 16 + first(group);
        int target = done + 16 * group;
        for (int i = 0; i < 16; i++) {
          to[target + i] = scale * ((from[numbers + i] >> shift(group)) & 3) - offset;
        }
      }
    }
  }

  /**
   * Returns the place of the two bits of a group's first number. Eight groups share 32 bytes: two
   * groups have the lowest bits of these bytes, the next two the next bits, and so on.
   */
  static int first(int group) {
    return 32 * (group >> 3) + 16 * (group & 1);
  }

  /** Returns by how many bits the numbers of a group are shifted in their bytes. */
  static int shift(int group) {
    return group & 6;
  }
}
