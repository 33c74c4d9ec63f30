package dev.granary.tensor;

/**
 * Decodes GGML blocks of 256 numbers of three bits in sixteen groups (q3_K). A block begins with 32
 * bytes of highest bits, in which two groups have the lowest bit of each byte, the next two the
 * next bit, and so on. 64 bytes follow with the other two bits, placed as in {@link TwoBitBlocks},
 * then twelve bytes with a scale of six bits for each group, and the scales' unit, a half.
 */
final class ThreeBitBlocks {
  private static final int SIZE = 110;

  private ThreeBitBlocks() {}

  static void toFloats(byte[] from, int at, int count, float[] to) {
    for (int done = 0; done < count; done += 256) {
      int block = at + done / 256 * SIZE;
      float unit = Float16.toFloat(from, block + 108);
      for (int group = 0; group < 16; group++) {
        float scale = unit * (six(from, block + 96, group) - 32);
        int highest = block + 16 * (group & 1);
        int numbers = block + 32 + TwoBitBlocks.first(group);
        int target = done + 16 * group;
        for (int i = 0; i < 16; i++) {
          int two = (from[numbers + i] >> TwoBitBlocks.shift(group)) & 3;
          int number = two + 4 * ((from[highest + i] >> (group >> 1)) & 1) - 4;
          to[target + i] = scale * number;
        }
      }
    }
  }

  /**
   * Returns the scale of a group. Eight bytes have the lower four bits: those of the first eight
   * groups, and in their upper halves those of the others. Four bytes have the upper two bits: of
   * the first four groups, of the next four, and so on.
   */
  private static int six(byte[] from, int at, int group) {
    int lower = (from[at + (group & 7)] >> (4 * (group >> 3))) & 15;
    int upper = (from[at + 8 + (group & 3)] >> (2 * (group >> 2))) & 3;
    return lower | (upper << 4);
  }
}
