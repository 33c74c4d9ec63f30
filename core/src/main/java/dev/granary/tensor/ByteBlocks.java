package dev.granary.tensor;

/** Decodes GGML blocks of 32 signed bytes after their scale, a half (q8_0). */
final class ByteBlocks {
  private static final int SIZE = 34;

  private ByteBlocks() {}

  static void toFloats(byte[] from, int at, int count, float[] to) {
    for (int done = 0; done < count; done += 32) {
      int block = at + done / 32 * SIZE;
      float scale = Float16.toFloat(from, block);
      for (int i = 0; i < 32; i++) {
        to[done + i] = from[block + 2 + i] * scale;
      }
    }
  }
}
