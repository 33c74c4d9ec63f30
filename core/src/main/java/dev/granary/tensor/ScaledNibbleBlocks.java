package dev.granary.tensor;

/**
 * Decodes GGML blocks of 256 numbers of four or five bits in eight groups (q4_K, q5_K). A block
 * begins with two halves: the unit of the groups' scales, and that of their offsets. Twelve bytes
 * follow with eight scales and eight offsets of six bits. Then come the fifth bits, if any: byte i
 * has those of number i of each group. Of the last 128 bytes each 32 belong to two groups: their
 * lower halves to the first, their upper halves to the second.
 */
record ScaledNibbleBlocks(boolean five) implements FloatReader {
  @Override
  public void toFloats(byte[] from, int at, int count, float[] to) {
    int size = five ? 176 : 144;
    for (int done = 0; done < count; done += 256) {
      int block = at + done / 256 * size;
      float unit = Float16.toFloat(from, block);
      float offsetUnit = Float16.toFloat(from, block + 2);
      for (int group = 0; group < 8; group++) {
        float scale = unit * six(from, block + 4, group, 0);
        float offset = offsetUnit * six(from, block + 4, group, 4);
        int numbers = block + size - 128 + 32 * (group >> 1);
        int shift = 4 * (group & 1);
        int mask = five ? 1 : 0;
        int target = done + 32 * group;
        for (int i = 0; i < 32; i++) {
          int fifth = (from[block + 16 + i] >> group) & mask;
          int number = ((from[numbers + i] >> shift) & 15) | (fifth << 4);
          to[target + i] = scale * number - offset;
        }
      }
    }
  }

  /**
   * Returns the scale of a group, or its offset. Those of the first four groups are the lower six
   * bits of four bytes each. Their upper two bits belong to the other four groups, whose lower four
   * bits share the last four bytes: the scale is the lower half.
   *
   * @param first 0 for the scale, 4 for the offset
   */
  private static int six(byte[] from, int at, int group, int first) {
    if (group < 4) {
      return from[at + first + group] & 63;
    }
    return ((from[at + 4 + group] >> first) & 15)
        | (((from[at + first + group - 4] >> 6) & 3) << 4);
  }
}
