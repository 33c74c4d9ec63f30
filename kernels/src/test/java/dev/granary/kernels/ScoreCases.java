package dev.granary.kernels;

import dev.granary.vector.ByteDistances;
import dev.granary.vector.FloatDistances;
import dev.granary.vector.HnswSearcher;
import dev.granary.vector.NeighborQueue;
import dev.granary.vector.TopDistances;
import java.util.Random;

/** Makes cases of the kernels for vector search; the Java versions supply the expected results. */
final class ScoreCases {
  private ScoreCases() {}

  /** Scores rows of floats, by number and in memory order. */
  static KernelCase floats(int rows, int dimensions, int count, long seed) {
    Random random = new Random(seed);
    int stride = dimensions + 16 * random.nextInt(2);
    float[] query = floats(random, dimensions);
    float[] all = floats(random, rows * stride);
    int[] ids = ids(random, rows, count);
    float mul = -0.75f;
    float bias = 1.5f;
    if (random.nextInt(4) == 0) {
      // One number is infinite, at a place where no product and no difference is undefined.
      query[0] = 1;
      all[random.nextInt(rows) * stride] = Float.NEGATIVE_INFINITY;
    }

    KernelCase made = new KernelCase("floats " + rows + "x" + dimensions + ", " + count);
    int q = made.put(query);
    int r = made.put(all);
    int i = made.put(ids);
    int bytes = 4 * dimensions;

    float[] scores = new float[count];
    FloatDistances.dot(query, all, stride, ids, count, dimensions, mul, bias, scores);
    int out = made.room(4 * fours(count), 0);
    made.call("dot_f32", null, q, r, 4 * stride, bytes, mul, bias, count, out, i);
    expectScores(made, out, scores);

    FloatDistances.squaredDistance(query, all, stride, ids, count, dimensions, scores);
    out = made.room(4 * fours(count), 0);
    made.call("squared_f32", null, q, r, 4 * stride, bytes, 1f, 0f, count, out, i);
    expectScores(made, out, scores);

    FloatDistances.manhattan(query, all, stride, ids, count, dimensions, scores);
    out = made.room(4 * fours(count), 0);
    made.call("manhattan_f32", null, q, r, 4 * stride, bytes, 1f, 0f, count, out, i);
    expectScores(made, out, scores);

    float[] flat = new float[rows - 1];
    FloatDistances.flatDot(query, all, stride, 1, rows - 1, dimensions, mul, bias, flat);
    int second = r + 4 * stride;
    out = made.room(4 * fours(rows - 1), 0);
    made.call("flat_dot_f32", null, q, second, 4 * stride, bytes, mul, bias, rows - 1, out);
    expectScores(made, out, flat);

    FloatDistances.flatSquaredDistance(query, all, stride, 1, rows - 1, dimensions, flat);
    out = made.room(4 * fours(rows - 1), 0);
    made.call("flat_squared_f32", null, q, second, 4 * stride, bytes, 1f, 0f, rows - 1, out);
    expectScores(made, out, flat);

    FloatDistances.flatManhattan(query, all, stride, 1, rows - 1, dimensions, flat);
    out = made.room(4 * fours(rows - 1), 0);
    made.call("flat_manhattan_f32", null, q, second, 4 * stride, bytes, 1f, 0f, rows - 1, out);
    expectScores(made, out, flat);
    return made;
  }

  /** Scores rows of seven bits; the query is one of the rows, or random signed bytes. */
  static KernelCase bytes(int rows, int dimensions, int count, long seed) {
    Random random = new Random(seed);
    int stride = dimensions + 32 * random.nextInt(2);
    byte[] all = sevenBits(random, rows * stride);
    byte[] from = random.nextBoolean() ? sevenBits(random, dimensions) : any(random, dimensions);
    int minus = random.nextBoolean() ? 64 : 0;
    int[] ids = ids(random, rows, count);
    float mul = -1f / 8192;
    float bias = 1;

    byte[] query = new byte[dimensions];
    int sum = ByteDistances.prepare(from, 0, minus, query, dimensions);
    KernelCase made = new KernelCase("bytes " + rows + "x" + dimensions + ", " + count);
    int f = made.put(from);
    int r = made.put(all);
    int i = made.put(ids);
    int q = made.room(2 * dimensions, 0);
    made.call("prepare_u7", sum, f, minus, q, dimensions);

    float[] scores = new float[count];
    ByteDistances.dot(query, all, stride, ids, count, dimensions, mul, bias, scores);
    int out = made.room(4 * fours(count), 0);
    made.call("dot_u7", null, q, r, stride, dimensions, mul, bias, count, out, i);
    expectScores(made, out, scores);

    float[] flat = new float[rows - 1];
    ByteDistances.flatDot(query, all, stride, 1, rows - 1, dimensions, mul, bias, flat);
    out = made.room(4 * fours(rows - 1), 0);
    made.call("flat_dot_u7", null, q, r + stride, stride, dimensions, mul, bias, rows - 1, out);
    expectScores(made, out, flat);

    // Uses one of the scores as the threshold, and its neighbours.
    float near = count == 0 ? 0 : scores[random.nextInt(count)];
    for (float threshold :
        new float[] {near, Math.nextUp(near), -1000, Float.NaN, Float.POSITIVE_INFINITY}) {
      boolean below =
          ByteDistances.anyBelow(query, all, stride, ids, count, threshold, dimensions, mul, bias);
      made.call(
          "any_below_u7", below ? 1 : 0, q, r, stride, dimensions, mul, bias, count, threshold, i);
    }
    return made;
  }

  /** Selects the best of a list in which many scores are equal, and some are NaN. */
  static KernelCase select(int count, int best, int offset, long seed) {
    Random random = new Random(seed);
    float[] some = {
      0f, -0f, 1, -1, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE
    };
    float[] scores = new float[count];
    for (int i = 0; i < count; i++) {
      scores[i] = random.nextInt(3) > 0 ? random.nextFloat() : some[random.nextInt(some.length)];
    }
    NeighborQueue pool = new NeighborQueue();
    TopDistances.select(scores, count, best, pool);

    KernelCase made = new KernelCase("the best " + best + " of " + count);
    int s = made.put(KernelCase.bytes(scores), offset);
    int p = made.room(8 * best, 0);
    made.call("select_best", pool.size(), s, count, best, p);
    made.expectAlone(p, keys(pool, 0));
    return made;
  }

  /** Searches a graph with random links; each search has an epoch of its own. */
  static KernelCase beam(int rows, int dimensions, int width, long seed) {
    Random random = new Random(seed);
    byte[] all = sevenBits(random, rows * dimensions);
    int[] links = new int[rows * 9];
    for (int row = 0; row < rows; row++) {
      links[9 * row] = random.nextInt(9);
      for (int i = 1; i < 9; i++) {
        links[9 * row + i] = random.nextInt(rows);
      }
    }
    KernelCase made = new KernelCase("a beam of " + width + " over " + rows + "x" + dimensions);
    int level = made.room(Layout.Level.SIZE, 0);
    int p = made.room(8 * width, 0);
    made.before.add(
        new KernelCase.Block(
            level,
            KernelCase.bytes(
                made.put(all),
                dimensions,
                dimensions,
                made.put(links),
                4 * 9,
                made.put(new int[rows]),
                random.nextInt(),
                made.room(4 * 9, 0),
                made.room(4 * 12, 0),
                p)));

    HnswSearcher beam = new HnswSearcher(all, dimensions, dimensions, links, 9);
    NeighborQueue pool = new NeighborQueue();
    byte[] query = new byte[dimensions];
    for (int search = 0; search < 6; search++) {
      byte[] from = any(random, dimensions);
      int sum = ByteDistances.prepare(from, 0, 0, query, dimensions);
      int entry = random.nextInt(rows);
      int size = beam.search(query, entry, width, -1, 0.5f, pool);
      int q = made.room(2 * dimensions, 0);
      made.call("prepare_u7", sum, made.put(from), 0, q, dimensions);
      made.call("beam", size, level, q, entry, width, -1f, 0.5f);
    }
    made.expect(p, keys(pool, 1 << 31));
    made.expectAlone(p + 8 * width, new byte[0]);
    return made;
  }

  private static int fours(int count) {
    return (count + 3) / 4 * 4;
  }

  /** Expects the scores, and nothing behind their room. */
  private static void expectScores(KernelCase made, int out, float[] scores) {
    made.expect(out, KernelCase.bytes(scores));
    made.expectAlone(out + 4 * fours(scores.length), new byte[0]);
  }

  private static byte[] keys(NeighborQueue pool, int mark) {
    int[] words = new int[2 * pool.size()];
    for (int i = 0; i < pool.size(); i++) {
      int bits = Float.floatToRawIntBits(pool.score(i));
      words[2 * i] = pool.id(i) | mark;
      words[2 * i + 1] = bits < 0 ? bits ^ 0x7fffffff : bits;
    }
    return KernelCase.bytes(words);
  }

  private static int[] ids(Random random, int rows, int count) {
    return random.ints(count, 0, rows).toArray();
  }

  /** Makes numbers of many sizes, with zeros of both signs and subnormal ones among them. */
  private static float[] floats(Random random, int count) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] =
          switch (random.nextInt(16)) {
            case 0 -> 0f;
            case 1 -> -0f;
            case 2 -> Float.MIN_VALUE * (random.nextInt(1000) - 500);
            case 3 -> (float) (random.nextGaussian() * 1e15);
            default -> (float) random.nextGaussian();
          };
    }
    return floats;
  }

  /** Makes numbers of seven bits without a sign; the two ends are more frequent. */
  private static byte[] sevenBits(Random random, int count) {
    byte[] bytes = any(random, count);
    for (int i = 0; i < count; i++) {
      bytes[i] &= 127;
    }
    return bytes;
  }

  private static byte[] any(Random random, int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] =
          (byte)
              switch (random.nextInt(4)) {
                case 0 -> 127;
                case 1 -> -128;
                default -> random.nextInt(256);
              };
    }
    return bytes;
  }
}
