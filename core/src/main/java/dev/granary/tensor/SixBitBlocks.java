package dev.granary.tensor;

/**
 * Decodes GGML blocks of 256 numbers of six bits in sixteen groups (q6_K). A block begins with 128
 * bytes of lower four bits: each 64 have the first four groups of eight in their lower halves, and
 * the other four in their upper halves. 64 bytes follow with the upper two bits, placed as in
 * {@link TwoBitBlocks}, then a signed byte of scale for each group, and the scales' unit, a half.
 */
final class SixBitBlocks {
  private static final int SIZE = 210;

  private SixBitBlocks() {}

  static void toFloats(byte[] from, int at, int count, float[] to) {
    for (int done = 0; done < count; done += 256) {
      int block = at + done / 256 * SIZE;
      float unit = Float16.toFloat(from, block + 208);
      for (int group = 0; group < 16; group++) {
        float scale = unit * from[block + 192 + group];
        int lower = block + 64 * (group >> 3) + 16 * (group & 3);
        int upper = block + 128 + TwoBitBlocks.first(group);
        int target = done + 16 * group;
        for (int i = 0; i < 16; i++) {
          int four = (from[lower + i] >> (group & 4)) & 15;
          int number = four | (((from[upper + i] >> TwoBitBlocks.shift(group)) & 3) << 4);
          to[target + i] = scale * (number - 32);
        }
      }
    }
  }
}
