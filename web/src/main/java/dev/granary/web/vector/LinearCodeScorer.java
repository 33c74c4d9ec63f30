package dev.granary.web.vector;

import dev.granary.kernels.Layout;
import dev.granary.vector.CodeQuery;
import dev.granary.vector.FloatDistances;
import dev.granary.vector.GraphWalk;
import dev.granary.vector.Metric;
import dev.granary.vector.NeighborQueue;
import dev.granary.vector.Neighbours;
import dev.granary.vector.Quantiser;
import dev.granary.vector.RowScorer;
import dev.granary.vector.VectorSpace;
import dev.granary.web.kernel.KernelMemory;

/** Scores rows of codes in linear memory. */
final class LinearCodeScorer implements RowScorer {
  private final LinearVectorSpace space;
  private final KernelMemory memory;
  private final CodeQuery query;
  private final boolean hasTerms;
  private final Neighbours links;
  private final GraphWalk walk = new GraphWalk(VectorSpace.MAX_LINKS);
  private final float[] some = new float[RowLists.MOST];

  /** The addresses of the query's bytes, of the query as kernels need it, and of the search. */
  private final int plain;

  private final int target;
  private final int level;

  LinearCodeScorer(LinearVectorSpace space) {
    this.space = space;
    memory = space.memory;
    hasTerms = space.metric() == Metric.EUCLIDEAN;
    links = space::links;
    query = new CodeQuery(space.metric(), space.dimensions(), space.codeStride);
    plain = memory.allocate(space.codeStride);
    target = memory.allocate(2 * space.codeStride);
    level = memory.allocate(Layout.Level.SIZE);
  }

  void reserve(int rows) {
    if (hasTerms) {
      walk.reserve(rows);
    }
  }

  /** Notes that the regions have moved. */
  void moved() {
    setLevel(Layout.Level.ROWS, space.regions.codes());
    setLevel(Layout.Level.STRIDE, space.codeStride);
    setLevel(Layout.Level.BYTES, space.codeStride);
    setLevel(Layout.Level.LINKS, space.regions.links());
    setLevel(Layout.Level.LINK_STRIDE, LinearVectorSpace.LINK_STRIDE);
    setLevel(Layout.Level.VISITED, space.regions.visited());
    setLevel(Layout.Level.EPOCH, 0);
    setLevel(Layout.Level.FRESH, space.lists.rows);
    setLevel(Layout.Level.SCORES, space.lists.distances);
  }

  private void setLevel(int word, int value) {
    memory.ints()[(level + word) / 4] = value;
  }

  @Override
  public void aim(float[] vector) {
    boolean cosine = space.metric() == Metric.COSINE;
    double scale = cosine ? FloatDistances.inverseLength(vector, 0, space.dimensions()) : 1;
    query.take(space.quantiser, vector, 0, scale);
    prepare();
  }

  private void prepare() {
    System.arraycopy(query.bytes(), 0, memory.bytes(), plain, space.codeStride);
    memory.kernels().prepare_u7(plain, 0, target, space.codeStride);
  }

  @Override
  public void aimAtRow(int row) {
    Quantiser quantiser = space.quantiser;
    if (!quantiser.plain()) {
      query.take(quantiser, memory.floats(), space.floatsAt(row) / 4, space.scale(row));
      prepare();
      return;
    }
    int from = space.codesAt(row);
    int sum = memory.kernels().prepare_u7(from, Quantiser.MIDDLE, target, space.codeStride);
    query.takePlainRow(quantiser, sum, hasTerms ? space.terms[row] : 0);
  }

  @Override
  public void distances(int[] rows, int count, float[] distances) {
    int stride = space.codeStride;
    for (int done = 0; done < count; done += RowLists.MOST) {
      int some = Math.min(RowLists.MOST, count - done);
      space.lists.put(rows, done, some);
      memory
          .kernels()
          .dot_u7(
              target,
              space.regions.codes(),
              stride,
              stride,
              query.mul(),
              query.bias(),
              some,
              space.lists.distances,
              space.lists.rows);
      space.lists.take(distances, done, some);
    }
    if (hasTerms) {
      for (int i = 0; i < count; i++) {
        distances[i] += space.terms[rows[i]];
      }
    }
  }

  @Override
  public boolean anyBelow(int[] rows, int count, float limit) {
    if (hasTerms) {
      distances(rows, count, some);
      return LinearFloatScorer.anyBelow(some, count, limit);
    }
    int stride = space.codeStride;
    space.lists.put(rows, 0, count);
    return memory
            .kernels()
            .any_below_u7(
                target,
                space.regions.codes(),
                stride,
                stride,
                query.mul(),
                query.bias(),
                count,
                limit,
                space.lists.rows)
        != 0;
  }

  @Override
  public void scan(int count, int[] hidden, int best, NeighborQueue queue) {
    int stride = space.codeStride;
    int scores = space.regions.scores();
    memory
        .kernels()
        .flat_dot_u7(
            target,
            space.regions.codes(),
            stride,
            stride,
            query.mul(),
            query.bias(),
            count,
            scores);
    if (hasTerms) {
      float[] floats = memory.floats();
      for (int i = 0; i < count; i++) {
        floats[scores / 4 + i] += space.terms[i];
      }
    }
    LinearFloatScorer.select(space, count, hidden, best, queue);
  }

  @Override
  public void beam(int entry, int width, NeighborQueue queue) {
    if (hasTerms) {
      walk.nearest(this, links, entry, width, queue);
      return;
    }
    int pool = space.pool(width);
    setLevel(Layout.Level.POOL, pool);
    // After 2^32 searches an old mark would equal a new epoch.
    if (memory.ints()[(level + Layout.Level.EPOCH) / 4] == -1) {
      memory.clear(space.regions.visited(), 4 * space.capacity());
      setLevel(Layout.Level.EPOCH, 0);
    }
    int size = memory.kernels().beam(level, target, entry, width, query.mul(), query.bias());
    queue.take(memory.ints(), pool / 4, size, width);
  }

  @Override
  public double error() {
    return query.error();
  }
}
