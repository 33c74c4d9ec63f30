package dev.granary.vector.hnsw;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.granary.vector.GraphWalk;
import dev.granary.vector.JavaVectorSpace;
import dev.granary.vector.Metric;
import dev.granary.vector.Quantiser;
import dev.granary.vector.RowScorer;
import dev.granary.vector.VectorSpace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Builds graphs of vectors that every language generates alike. {@code vector-graphs.test.mjs} of
 * the kernel cases builds the same graphs in JavaScript and with kernels, and expects the same
 * digests.
 */
final class SameGraphTest {
  private static final int ROWS = 600;
  private static final int DIMENSIONS = 40;
  private static final int LATENT = 8;

  private int state = 1;

  /** Returns a number from -1 to 1, of 24 bits. */
  private double random() {
    state = state * 1664525 + 1013904223;
    return (state >> 8) / 8388608.0;
  }

  /** Vectors near a plane of few dimensions; with outliers, some dimensions are far larger. */
  private float[][] rows(boolean outliers) {
    double[] plane = new double[LATENT * DIMENSIONS];
    for (int i = 0; i < plane.length; i++) {
      plane[i] = random();
    }
    float[][] rows = new float[ROWS][DIMENSIONS];
    double[] point = new double[LATENT];
    for (float[] row : rows) {
      for (int l = 0; l < LATENT; l++) {
        point[l] = random();
      }
      for (int d = 0; d < DIMENSIONS; d++) {
        double sum = 0.25 * random();
        for (int l = 0; l < LATENT; l++) {
          sum += point[l] * plane[l * DIMENSIONS + d];
        }
        row[d] = (float) (outliers && d % 16 == 3 ? 32 * sum + 8 : sum);
      }
    }
    return rows;
  }

  @ParameterizedTest
  @CsvSource({
    "COSINE, true, false, 1384810951",
    "DOT, true, false, -181846669",
    "EUCLIDEAN, true, false, 1040251812",
    "COSINE, true, true, -75635139",
    "EUCLIDEAN, true, true, -221798491",
    "COSINE, false, false, 189815478",
    "DOT, false, false, -421157861",
    "EUCLIDEAN, false, false, -743369658",
    "MANHATTAN, false, false, 327828476",
  })
  void everyPlatformBuildsThisGraph(Metric metric, boolean coded, boolean outliers, int expected) {
    // 1. Put the rows into a space.
    float[][] rows = rows(outliers);
    VectorSpace space = new JavaVectorSpace(DIMENSIONS, metric);
    space.reserve(ROWS);
    float[] sample = new float[ROWS * DIMENSIONS];
    for (int row = 0; row < ROWS; row++) {
      space.set(row, rows[row]);
      System.arraycopy(rows[row], 0, sample, row * DIMENSIONS, DIMENSIONS);
    }
    if (coded) {
      space.quantise(Quantiser.train(sample, ROWS, DIMENSIONS, metric));
      for (int row = 0; row < ROWS; row++) {
        space.encode(row);
      }
    }

    // 2. Link them.
    space.addLinks();
    GraphWalk walk = new GraphWalk(VectorSpace.MAX_LINKS);
    walk.reserve(ROWS);
    HnswGraph graph = new HnswGraph(space, 16);
    HnswBuilder builder = new HnswBuilder(graph, new HnswSearch(graph, walk), walk, 64, 7);
    RowScorer scorer = coded ? space.codes() : space.floats();
    for (int row = 0; row < ROWS; row++) {
      builder.add(scorer);
    }
    assertEquals(expected, graph.digest());
  }
}
