package dev.granary.vector;

/** Scores rows of codes. */
final class CodeScorer implements RowScorer {
  private final JavaVectorSpace space;
  private final CodeQuery query;
  private final Neighbours links;
  private final GraphWalk walk = new GraphWalk(VectorSpace.MAX_LINKS);
  private final int[] one = new int[1];
  private final float[] oneDistance = new float[1];
  private float[] scanned = {};
  private HnswSearcher searcher;

  CodeScorer(JavaVectorSpace space) {
    this.space = space;
    links = space::links;
    query = new CodeQuery(space.metric(), space.dimensions(), space.codeStride);
  }

  void reserve(int rows) {
    if (hasTerms()) {
      walk.reserve(rows);
    }
    scanned = new float[rows];
  }

  /** Notes that the arrays of the space are new. */
  void moved() {
    searcher = null;
  }

  double bytes() {
    double marks = searcher == null ? 0 : 4.0 * space.capacity();
    return walk.bytes() + marks + 4.0 * scanned.length;
  }

  private boolean hasTerms() {
    return space.metric() == Metric.EUCLIDEAN;
  }

  @Override
  public void aim(float[] vector) {
    boolean cosine = space.metric() == Metric.COSINE;
    double scale = cosine ? FloatDistances.inverseLength(vector, 0, space.dimensions()) : 1;
    query.take(space.quantiser, vector, 0, scale);
  }

  @Override
  public void aimAtRow(int row) {
    if (!space.quantiser.plain()) {
      query.take(space.quantiser, space.floats, row * space.floatStride, space.scale(row));
      return;
    }
    int stride = space.codeStride;
    byte[] bytes = query.bytes();
    int sum = ByteDistances.prepare(space.codes, row * stride, Quantiser.MIDDLE, bytes, stride);
    query.takePlainRow(space.quantiser, sum, hasTerms() ? space.terms[row] : 0);
  }

  @Override
  public void distances(int[] rows, int count, float[] distances) {
    int stride = space.codeStride;
    ByteDistances.dot(
        query.bytes(),
        space.codes,
        stride,
        rows,
        count,
        stride,
        query.mul(),
        query.bias(),
        distances);
    if (hasTerms()) {
      for (int i = 0; i < count; i++) {
        distances[i] += space.terms[rows[i]];
      }
    }
  }

  @Override
  public boolean anyBelow(int[] rows, int count, float limit) {
    if (!hasTerms()) {
      int stride = space.codeStride;
      return ByteDistances.anyBelow(
          query.bytes(),
          space.codes,
          stride,
          rows,
          count,
          limit,
          stride,
          query.mul(),
          query.bias());
    }
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
    int stride = space.codeStride;
    ByteDistances.flatDot(
        query.bytes(), space.codes, stride, 0, count, stride, query.mul(), query.bias(), scanned);
    if (hasTerms()) {
      for (int i = 0; i < count; i++) {
        scanned[i] += space.terms[i];
      }
    }
    FloatScorer.select(scanned, count, hidden, best, queue);
  }

  @Override
  public void beam(int entry, int width, NeighborQueue queue) {
    if (hasTerms()) {
      walk.nearest(this, links, entry, width, queue);
      return;
    }
    if (searcher == null) {
      int stride = space.codeStride;
      searcher =
          new HnswSearcher(space.codes, stride, stride, space.links, JavaVectorSpace.LINK_STRIDE);
    }
    searcher.search(query.bytes(), entry, width, query.mul(), query.bias(), queue);
  }

  @Override
  public double error() {
    return query.error();
  }
}
