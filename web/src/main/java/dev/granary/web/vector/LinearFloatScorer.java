package dev.granary.web.vector;

import dev.granary.vector.FloatDistances;
import dev.granary.vector.GraphWalk;
import dev.granary.vector.Metric;
import dev.granary.vector.NeighborQueue;
import dev.granary.vector.Neighbours;
import dev.granary.vector.RowScorer;
import dev.granary.vector.VectorSpace;
import dev.granary.web.kernel.SimdKernels;

/** Scores rows of floats in linear memory, for every metric. */
final class LinearFloatScorer implements RowScorer {
  private final LinearVectorSpace space;
  private final Neighbours links;
  private final GraphWalk walk = new GraphWalk(VectorSpace.MAX_LINKS);
  private final float[] some = new float[RowLists.MOST];

  /** The address of the target. */
  private final int target;

  LinearFloatScorer(LinearVectorSpace space) {
    this.space = space;
    links = space::links;
    target = space.memory.allocate(space.floatStride);
  }

  void reserve(int rows) {
    walk.reserve(rows);
  }

  double bytes() {
    return walk.bytes();
  }

  @Override
  public void aim(float[] vector) {
    aim(vector, 0, FloatDistances.inverseLength(vector, 0, space.dimensions()));
  }

  @Override
  public void aimAtRow(int row) {
    aim(space.memory.floats(), space.floatsAt(row) / 4, space.scale(row));
  }

  private void aim(float[] from, int at, double inverse) {
    double scale = space.metric() == Metric.COSINE ? inverse : 1;
    float[] floats = space.memory.floats();
    for (int d = 0; d < space.dimensions(); d++) {
      floats[target / 4 + d] = (float) (from[at + d] * scale);
    }
  }

  @Override
  public void distances(int[] rows, int count, float[] distances) {
    for (int done = 0; done < count; done += RowLists.MOST) {
      int some = Math.min(RowLists.MOST, count - done);
      space.lists.put(rows, done, some);
      score(some);
      space.lists.take(distances, done, some);
    }
    if (space.metric() == Metric.COSINE) {
      for (int i = 0; i < count; i++) {
        distances[i] *= space.inverse[rows[i]];
      }
    }
  }

  private void score(int count) {
    SimdKernels kernels = space.memory.kernels();
    int base = space.regions.floats();
    int stride = space.floatStride;
    int out = space.lists.distances;
    int ids = space.lists.rows;
    switch (space.metric()) {
      case COSINE, DOT -> kernels.dot_f32(target, base, stride, stride, -1, 0, count, out, ids);
      case EUCLIDEAN -> kernels.squared_f32(target, base, stride, stride, 1, 0, count, out, ids);
      case MANHATTAN -> kernels.manhattan_f32(target, base, stride, stride, 1, 0, count, out, ids);
    }
  }

  @Override
  public boolean anyBelow(int[] rows, int count, float limit) {
    distances(rows, count, some);
    return anyBelow(some, count, limit);
  }

  static boolean anyBelow(float[] distances, int count, float limit) {
    for (int i = 0; i < count; i++) {
      if (distances[i] < limit) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void scan(int count, int[] hidden, int best, NeighborQueue queue) {
    SimdKernels kernels = space.memory.kernels();
    int base = space.regions.floats();
    int stride = space.floatStride;
    int out = space.regions.scores();
    switch (space.metric()) {
      case COSINE, DOT -> kernels.flat_dot_f32(target, base, stride, stride, -1, 0, count, out);
      case EUCLIDEAN -> kernels.flat_squared_f32(target, base, stride, stride, 1, 0, count, out);
      case MANHATTAN -> kernels.flat_manhattan_f32(target, base, stride, stride, 1, 0, count, out);
    }
    if (space.metric() == Metric.COSINE) {
      float[] scores = space.memory.floats();
      for (int i = 0; i < count; i++) {
        scores[out / 4 + i] *= space.inverse[i];
      }
    }
    select(space, count, hidden, best, queue);
  }

  /** Selects the best scores of a scan but those of hidden rows. */
  static void select(
      LinearVectorSpace space, int count, int[] hidden, int best, NeighborQueue queue) {
    int scores = space.regions.scores();
    float[] floats = space.memory.floats();
    for (int row : hidden) {
      floats[scores / 4 + row] = Float.POSITIVE_INFINITY;
    }
    int pool = space.pool(best);
    int size = space.memory.kernels().select_best(scores, count, best, pool);
    queue.take(space.memory.ints(), pool / 4, size, best);
  }

  @Override
  public void beam(int entry, int width, NeighborQueue queue) {
    walk.nearest(this, links, entry, width, queue);
  }

  @Override
  public double error() {
    return 0;
  }
}
