package dev.granary.kernelcases;

import dev.granary.vector.GraphWalk;
import dev.granary.vector.Quantiser;
import dev.granary.vector.RowScorer;
import dev.granary.vector.VectorSpace;
import dev.granary.vector.hnsw.HnswBuilder;
import dev.granary.vector.hnsw.HnswGraph;
import dev.granary.vector.hnsw.HnswSearch;

/** Builds graphs, in the order of {@code SameGraphTest} of the core. */
final class VectorGraphs {
  private VectorGraphs() {}

  /**
   * Links all vectors, and returns the digest of the graph.
   *
   * @param vectors the rows of a matrix
   */
  static int digest(VectorSpace space, float[] vectors, boolean coded) {
    // 1. Put the rows into the space, which grows on the way.
    int dimensions = space.dimensions();
    int rows = vectors.length / dimensions;
    float[] vector = new float[dimensions];
    for (int row = 0; row < rows; row++) {
      if (row == space.capacity()) {
        space.reserve(row + 1 + row / 2);
      }
      System.arraycopy(vectors, row * dimensions, vector, 0, dimensions);
      space.set(row, vector);
    }
    if (coded) {
      space.quantise(Quantiser.train(vectors, rows, dimensions, space.metric()));
      for (int row = 0; row < rows; row++) {
        space.encode(row);
      }
    }

    // 2. Link them; in the middle, the space grows again.
    space.addLinks();
    GraphWalk walk = new GraphWalk(VectorSpace.MAX_LINKS);
    walk.reserve(rows);
    HnswGraph graph = new HnswGraph(space, 16);
    HnswBuilder builder = new HnswBuilder(graph, new HnswSearch(graph, walk), walk, 64, 7);
    RowScorer scorer = coded ? space.codes() : space.floats();
    for (int row = 0; row < rows; row++) {
      if (row == rows / 2) {
        space.reserve(2 * space.capacity());
      }
      builder.add(scorer);
    }
    return graph.digest();
  }
}
