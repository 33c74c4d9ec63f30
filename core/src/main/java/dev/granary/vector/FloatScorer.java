package dev.granary.vector;

/** Scores rows of floats, for every metric. */
final class FloatScorer implements RowScorer {
  private final JavaVectorSpace space;
  private final float[] query;
  private final Neighbours links;
  private final GraphWalk walk = new GraphWalk(VectorSpace.MAX_LINKS);
  private final int[] one = new int[1];
  private final float[] oneDistance = new float[1];
  private float[] scanned = {};

  FloatScorer(JavaVectorSpace space) {
    this.space = space;
    links = space::links;
    query = new float[space.floatStride];
  }

  void reserve(int rows) {
    walk.reserve(rows);
    scanned = new float[rows];
  }

  double bytes() {
    return walk.bytes() + 4.0 * scanned.length;
  }

  @Override
  public void aim(float[] vector) {
    int dimensions = space.dimensions();
    aim(vector, 0, FloatDistances.inverseLength(vector, 0, dimensions));
  }

  @Override
  public void aimAtRow(int row) {
    aim(space.floats, row * space.floatStride, space.scale(row));
  }

  private void aim(float[] from, int at, double inverse) {
    double scale = space.metric() == Metric.COSINE ? inverse : 1;
    for (int d = 0; d < space.dimensions(); d++) {
      query[d] = (float) (from[at + d] * scale);
    }
  }

  @Override
  public void distances(int[] rows, int count, float[] distances) {
    float[] floats = space.floats;
    int stride = space.floatStride;
    switch (space.metric()) {
      case COSINE, DOT ->
          FloatDistances.dot(query, floats, stride, rows, count, stride, -1, 0, distances);
      case EUCLIDEAN ->
          FloatDistances.squaredDistance(query, floats, stride, rows, count, stride, distances);
      case MANHATTAN ->
          FloatDistances.manhattan(query, floats, stride, rows, count, stride, distances);
    }
    if (space.metric() == Metric.COSINE) {
      for (int i = 0; i < count; i++) {
        distances[i] *= space.inverse[rows[i]];
      }
    }
  }

  @Override
  public boolean anyBelow(int[] rows, int count, float limit) {
    for (int i = 0; i < count; i++) {
      one[0] = rows[i];
      distances(one, 1, oneDistance);
      if (oneDistance[0] < limit) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void scan(int count, int[] hidden, int best, NeighborQueue queue) {
    float[] floats = space.floats;
    int stride = space.floatStride;
    switch (space.metric()) {
      case COSINE, DOT ->
          FloatDistances.flatDot(query, floats, stride, 0, count, stride, -1, 0, scanned);
      case EUCLIDEAN ->
          FloatDistances.flatSquaredDistance(query, floats, stride, 0, count, stride, scanned);
      case MANHATTAN ->
          FloatDistances.flatManhattan(query, floats, stride, 0, count, stride, scanned);
    }
    if (space.metric() == Metric.COSINE) {
      for (int i = 0; i < count; i++) {
        scanned[i] *= space.inverse[i];
      }
    }
    select(scanned, count, hidden, best, queue);
  }

  /** Selects the best distances but those of hidden rows. */
  static void select(float[] distances, int count, int[] hidden, int best, NeighborQueue queue) {
    for (int row : hidden) {
      distances[row] = Float.POSITIVE_INFINITY;
    }
    TopDistances.select(distances, count, best, queue);
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
