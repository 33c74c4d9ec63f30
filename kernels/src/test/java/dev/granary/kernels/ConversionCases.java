package dev.granary.kernels;

import dev.granary.encoding.ByteShuffle;
import dev.granary.tensor.BFloat16;
import dev.granary.tensor.Float16;
import dev.granary.tensor.Int4;
import java.util.Random;

/** Cases of the kernels that change the form of numbers, whose outcomes the twins say. */
final class ConversionCases {
  private ConversionCases() {}

  /** All forms, with so many numbers, that lie so many bytes behind a multiple of 64. */
  static KernelCase numbers(int count, int offset, long seed) {
    Random random = new Random(seed);
    KernelCase made = new KernelCase(count + " numbers, " + offset + " bytes on");
    byte[] halves = new byte[2 * count];
    random.nextBytes(halves);
    addHalves(made, halves, offset);

    byte[] nibbles = new byte[(count + 1) / 2];
    random.nextBytes(nibbles);
    int from = made.put(nibbles, offset);
    for (boolean signed : new boolean[] {true, false}) {
      int flip = signed ? 8 : 0;
      byte[] bytes = new byte[count];
      Int4.toBytes(nibbles, 0, count, bytes, 0, signed);
      int to = made.room(count, offset);
      made.call("int4_to_int8", null, from, to, count, flip);
      made.expectAlone(to, bytes);

      float[] floats = new float[count];
      int zero = random.nextInt(16);
      float scale = (float) random.nextGaussian();
      Int4.toFloats(nibbles, 0, count, floats, 0, signed, scale, zero);
      to = made.room(4 * count, offset);
      made.call("int4_to_f32", null, from, to, count, flip, zero, scale);
      made.expectAlone(to, KernelCase.bytes(floats));
    }

    for (int width = 2; width <= 4; width += 2) {
      byte[] wide = new byte[count * width];
      random.nextBytes(wide);
      byte[] shuffled = new byte[wide.length];
      ByteShuffle.shuffle(wide, 0, wide.length, width, shuffled, 0);
      from = made.put(wide, offset);
      int apart = made.room(wide.length, offset);
      int together = made.room(wide.length, offset);
      made.call("shuffle" + width, null, from, apart, count);
      made.call("unshuffle" + width, null, apart, together, count);
      made.expectAlone(apart, shuffled);
      made.expectAlone(together, wide);
    }
    return made;
  }

  /** Halves of both kinds from one number on, as many as there are behind it or 4096. */
  static KernelCase halves(int first) {
    byte[] halves = new byte[2 * 4096];
    for (int i = 0; i < 4096; i++) {
      halves[2 * i] = (byte) (first + i);
      halves[2 * i + 1] = (byte) ((first + i) >> 8);
    }
    KernelCase made = new KernelCase("halves from " + first + " on");
    addHalves(made, halves, 0);
    return made;
  }

  private static void addHalves(KernelCase made, byte[] halves, int offset) {
    int count = halves.length / 2;
    int from = made.put(halves, offset);
    float[] floats = new float[count];
    Float16.toFloats(halves, 0, count, floats, 0);
    int to = made.room(4 * count, offset);
    made.call("f16_to_f32", null, from, to, count);
    made.expectAlone(to, KernelCase.bytes(floats));

    BFloat16.toFloats(halves, 0, count, floats, 0);
    to = made.room(4 * count, offset);
    made.call("bf16_to_f32", null, from, to, count);
    made.expectAlone(to, KernelCase.bytes(floats));
    made.expect(from, halves);
  }
}
