package dev.granary.kernels;

import dev.granary.chunk.codec.ByteShuffle;
import dev.granary.tensor.BFloat16;
import dev.granary.tensor.Float16;
import dev.granary.tensor.Int4;
import java.util.List;
import java.util.Random;

/** Makes cases of the conversion kernels; the Java versions supply the expected results. */
final class ConversionCases {
  private ConversionCases() {}

  /**
   * Makes cases of all forms, with {@code count} numbers that lie {@code offset} bytes behind a
   * multiple of 64.
   */
  static List<KernelCase> numbers(int count, int offset, long seed) {
    Random random = new Random(seed);
    String name = count + " numbers " + (offset < 0 ? "at the end" : offset + " bytes on");
    byte[] halves = new byte[2 * count];
    random.nextBytes(halves);
    return List.of(
        halves(name, halves, offset),
        nibbles(name, count, offset, random),
        shuffled(name, count, 2, offset, random),
        shuffled(name, count, 4, offset, random));
  }

  private static KernelCase nibbles(String name, int count, int offset, Random random) {
    KernelCase made = new KernelCase("int4: " + name);
    byte[] nibbles = new byte[(count + 1) / 2];
    random.nextBytes(nibbles);
    int from = made.put(nibbles, offset);
    int aligned = Math.max(0, offset);
    for (boolean signed : new boolean[] {true, false}) {
      int flip = signed ? 8 : 0;
      byte[] bytes = new byte[count];
      Int4.toBytes(nibbles, 0, count, bytes, 0, signed);
      int to = made.room(count, aligned);
      made.call("int4_to_int8", null, from, to, count, flip);
      made.expectAlone(to, bytes);

      float[] floats = new float[count];
      int zero = random.nextInt(24) - 8;
      float scale = (float) random.nextGaussian();
      Int4.toFloats(nibbles, 0, count, floats, 0, signed, scale, zero);
      to = made.room(4 * count, aligned);
      made.call("int4_to_f32", null, from, to, count, flip, zero, scale);
      made.expectAlone(to, KernelCase.bytes(floats));
    }
    return made;
  }

  private static KernelCase shuffled(String name, int count, int width, int offset, Random random) {
    KernelCase made = new KernelCase("shuffle of " + width + ": " + name);
    byte[] wide = new byte[count * width];
    random.nextBytes(wide);
    byte[] shuffled = new byte[wide.length];
    ByteShuffle.shuffle(wide, 0, wide.length, width, shuffled, 0);
    int from = made.put(wide, offset);
    int apart = made.room(wide.length, Math.max(0, offset));
    int together = made.room(wide.length, Math.max(0, offset));
    made.call("shuffle" + width, null, from, apart, count);
    made.call("unshuffle" + width, null, apart, together, count);
    made.expectAlone(apart, shuffled);
    made.expectAlone(together, wide);
    return made;
  }

  /** Converts halves from both formats, starting at one number: 4096, or as many as there are. */
  static KernelCase halves(int first) {
    byte[] halves = new byte[2 * 4096];
    for (int i = 0; i < 4096; i++) {
      halves[2 * i] = (byte) (first + i);
      halves[2 * i + 1] = (byte) ((first + i) >> 8);
    }
    return halves("from " + first + " on", halves, 0);
  }

  private static KernelCase halves(String name, byte[] halves, int offset) {
    KernelCase made = new KernelCase("halves: " + name);
    int count = halves.length / 2;
    int from = made.put(halves, offset);
    int aligned = Math.max(0, offset);
    float[] floats = new float[count];
    Float16.toFloats(halves, 0, count, floats, 0);
    int to = made.room(4 * count, aligned);
    made.call("f16_to_f32", null, from, to, count);
    made.expectAlone(to, KernelCase.bytes(floats));

    BFloat16.toFloats(halves, 0, count, floats, 0);
    to = made.room(4 * count, aligned);
    made.call("bf16_to_f32", null, from, to, count);
    made.expectAlone(to, KernelCase.bytes(floats));
    made.expect(from, halves);
    return made;
  }
}
