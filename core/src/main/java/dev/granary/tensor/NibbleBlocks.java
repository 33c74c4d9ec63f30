package dev.granary.tensor;

/**
 * Decodes GGML blocks of 32 numbers of four or five bits. A block begins with its scale, a half. An
 * offset, a half, and the fifth bits of the numbers follow in types that have them. Then come
 * sixteen bytes: their lower halves are the first sixteen numbers, their upper halves the others.
 *
 * @param five whether numbers have a fifth bit (q5_0, q5_1)
 * @param offset whether blocks have an offset (q4_1, q5_1); else the middle number stands for 0
 */
record NibbleBlocks(boolean five, boolean offset) implements FloatReader {
  @Override
  public void toFloats(byte[] from, int at, int count, float[] to) {
    int bits = at + (offset ? 4 : 2);
    int numbers = bits + (five ? 4 : 0);
    int size = numbers - at + 16;
    int zero = offset ? 0 : five ? 16 : 8;
    for (int done = 0; done < count; done += 32) {
      int block = done / 32 * size;
      float scale = Float16.toFloat(from, at + block);
      // Adding -0 changes no number.
      float added = offset ? Float16.toFloat(from, at + block + 2) : -0f;
      int fifth = five ? Integers.int32(from, bits + block) : 0;
      for (int i = 0; i < 16; i++) {
        int two = from[numbers + block + i];
        int first = (two & 15) | (((fifth >> i) & 1) << 4);
        int second = ((two >> 4) & 15) | (((fifth >> (i + 16)) & 1) << 4);
        to[done + i] = (first - zero) * scale + added;
        to[done + i + 16] = (second - zero) * scale + added;
      }
    }
  }
}
