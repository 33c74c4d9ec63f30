package dev.granary.compiled;

import dev.granary.chunk.codec.ByteShuffle;
import dev.granary.digest.Hex;
import dev.granary.tensor.BFloat16;
import dev.granary.tensor.Float16;
import dev.granary.tensor.Int4;

/** Checks the numbers of tensors, and shuffled bytes. */
final class TensorCheck implements Check {
  private static final int[] SIZES = {0, 1, 2, 3, 4, 5, 7, 8, 63};

  private final byte[] bytes = Sample.bytes(64);

  @Override
  public void run(Report report) {
    halves(report);
    fours(report);
    shuffles(report);
  }

  /** Checks all of them, 256 in a line. JavaScript leaves open which NaN one becomes. */
  private void halves(Report report) {
    byte[] from = new byte[512];
    float[] to = new float[256];
    for (int upper = 0; upper < 256; upper++) {
      for (int i = 0; i < 256; i++) {
        from[2 * i] = (byte) i;
        from[2 * i + 1] = (byte) upper;
      }
      Float16.toFloats(from, 0, 256, to, 0);
      report.add("f16." + upper, digest(to));
      BFloat16.toFloats(from, 0, 256, to, 0);
      report.add("bf16." + upper, digest(to));
    }
  }

  private static String digest(float[] floats) {
    int digest = 1;
    for (float value : floats) {
      digest = 31 * digest + (Float.isNaN(value) ? 1 : Float.floatToRawIntBits(value));
    }
    return Integer.toHexString(digest);
  }

  private void fours(Report report) {
    byte[] fours = new byte[64];
    float[] floats = new float[64];
    for (int size : SIZES) {
      Int4.toBytes(bytes, 1, size, fours, 1, true);
      report.add("int4." + size, Hex.encode(fours));
      Int4.toBytes(bytes, 1, size, fours, 1, false);
      report.add("uint4." + size, Hex.encode(fours));
      Int4.toFloats(bytes, 1, size, floats, 1, true, -0.3f, 7);
      report.add("int4.scaled." + size, Bits.of(floats, 64));
      Int4.toFloats(bytes, 1, size, floats, 1, false, 0.1f, 8);
      report.add("uint4.scaled." + size, Bits.of(floats, 64));
    }
  }

  private void shuffles(Report report) {
    byte[] to = new byte[64];
    byte[] back = new byte[64];
    for (int size : SIZES) {
      for (int width = 2; width <= 4; width += 2) {
        ByteShuffle.shuffle(bytes, 1, size, width, to, 1);
        ByteShuffle.unshuffle(to, 1, size, width, back, 1);
        report.add("shuffle." + size + '.' + width, Hex.encode(to) + ' ' + Hex.encode(back));
      }
    }
  }
}
