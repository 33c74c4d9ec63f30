package dev.granary.vector.collection;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.vector.FloatDistances;
import dev.granary.vector.GraphWalk;
import dev.granary.vector.Metric;
import dev.granary.vector.NeighborQueue;
import dev.granary.vector.Quantiser;
import dev.granary.vector.RowScorer;
import dev.granary.vector.VectorSpace;
import dev.granary.vector.flat.FlatSearch;
import dev.granary.vector.flat.Rescoring;
import dev.granary.vector.hnsw.HnswBuilder;
import dev.granary.vector.hnsw.HnswGraph;
import dev.granary.vector.hnsw.HnswSearch;

/**
 * The index over the rows of a collection. It begins flat and exact. It trains a quantiser when
 * there are enough rows, and links a graph when a graph is faster. Both happen in steps: until all
 * rows have codes, searches scan floats; until all rows are linked, searches are flat.
 */
final class RowIndex {
  /** With fewer rows nothing is worth building. */
  static final int FEW = 256;

  /** How many rows a quantiser learns from. */
  private static final int SAMPLE = 1024;

  /** A new quantiser is due when more than one in so many new elements were out of range. */
  private static final int CLIPPED_ONE_IN = 200;

  /** Encoding so many rows takes about as long as linking one. */
  private static final int CODES_PER_STEP = 16;

  /** How many rows of a graph are found and scored again, unless the caller says. */
  private static final int DEFAULT_WIDTH = 64;

  /** A filter that accepts at most one in so many rows is answered by scoring all of these rows. */
  private static final int SELECTIVE_ONE_IN = 5;

  private final VectorSpace space;
  private final Items items;
  private final CollectionOptions options;
  private final boolean quantised;
  private final int graphFrom;

  private final Rescoring rescoring = new Rescoring();
  private final FlatSearch flat = new FlatSearch(rescoring);
  private final GraphWalk walk = new GraphWalk(VectorSpace.MAX_LINKS);
  private final NeighborQueue found = new NeighborQueue();
  private int[] listed = {};

  private Quantiser quantiser;

  /** The rows from 0 on that have valid codes. */
  private int encoded;

  /** The number of rows when the quantiser was trained, and the elements out of range since. */
  private int trainedAt;

  private double clipped;

  /** The number of rows at which there was no memory for codes or links. */
  private int noMemoryAt;

  private HnswGraph graph;
  private HnswSearch search;
  private HnswBuilder builder;

  RowIndex(VectorSpace space, Items items, CollectionOptions options) {
    this.space = space;
    this.items = items;
    this.options = options;
    quantised = options.quantised() && options.metric().quantises();
    graphFrom =
        switch (options.index()) {
          case FLAT -> Integer.MAX_VALUE;
          case HNSW -> FEW;
          case AUTO -> fasterFrom(options.dimensions());
        };
  }

  /** Returns from how many rows on a graph is faster: measured at 128 and at 768 dimensions. */
  private static int fasterFrom(int dimensions) {
    return Math.max(10_000, 56_000 - 47 * dimensions);
  }

  /** Returns whether a graph answers searches. */
  boolean usesGraph() {
    return graph != null && graph.size() == items.rows();
  }

  /** Returns whether searches use codes. */
  boolean usesCodes() {
    return quantiser != null && encoded == items.rows();
  }

  double bytes() {
    return space.bytes() + walk.bytes() + (graph == null ? 0 : graph.bytes());
  }

  /** Takes the last row of the items, whose vector the space has, and does a little work. */
  void added() {
    if (quantised && trainingDue() && hasMemory()) {
      train();
    } else if (quantiser != null && encoded == items.rows() - 1) {
      encodeSome(items.rows());
    }
    work(2);
  }

  private boolean trainingDue() {
    int rows = items.rows();
    if (quantiser == null) {
      return rows >= FEW;
    }
    double elements = (double) (rows - trainedAt) * options.dimensions();
    return rows >= 2 * trainedAt && clipped > elements / CLIPPED_ONE_IN;
  }

  /** Trains a quantiser from rows at equal distances; deleted rows are as good as others. */
  private void train() {
    int rows = items.rows();
    int dimensions = options.dimensions();
    int count = Math.min(rows, SAMPLE);
    float[] sample = new float[count * dimensions];
    float[] vector = new float[dimensions];
    for (int i = 0; i < count; i++) {
      space.get((int) ((double) i * rows / count), vector);
      boolean cosine = options.metric() == Metric.COSINE;
      double scale = cosine ? FloatDistances.inverseLength(vector, 0, dimensions) : 1;
      for (int d = 0; d < dimensions; d++) {
        sample[i * dimensions + d] = (float) (vector[d] * scale);
      }
    }
    Quantiser trained = Quantiser.train(sample, count, dimensions, options.metric());
    if (!taken(() -> space.quantise(trained))) {
      return;
    }
    quantiser = trained;
    encoded = 0;
    trainedAt = rows;
    clipped = 0;
  }

  /**
   * Does what is left to do, in steps. A step takes about as long as linking one row.
   *
   * @return whether there is more to do
   */
  boolean work(int steps) {
    int rows = items.rows();
    for (int step = 0; step < steps; step++) {
      if (quantiser != null && encoded < rows) {
        encodeSome(rows);
      } else if (graphDue(rows)) {
        linkNext();
      } else {
        return false;
      }
    }
    return (quantiser != null && encoded < rows) || graphDue(rows);
  }

  private void encodeSome(int rows) {
    int end = Math.min(rows, encoded + CODES_PER_STEP);
    for (; encoded < end; encoded++) {
      int out = space.encode(encoded);
      if (encoded >= trainedAt) {
        clipped += out;
      }
    }
  }

  private boolean graphDue(int rows) {
    return graph == null ? rows >= graphFrom && hasMemory() : graph.size() < rows;
  }

  /** Returns whether it is worthwhile to ask for memory, after there was none. */
  private boolean hasMemory() {
    return noMemoryAt == 0 || items.rows() >= 2 * noMemoryAt;
  }

  /**
   * Takes memory for codes or links. Without it, searches stay correct and slow, and inserts go on.
   */
  private boolean taken(Runnable taking) {
    try {
      taking.run();
      return true;
    } catch (GranaryException e) {
      if (e.code() != Code.QUOTA) {
        throw e;
      }
      noMemoryAt = items.rows();
      return false;
    }
  }

  private void linkNext() {
    if (graph == null) {
      if (!taken(space::addLinks)) {
        return;
      }
      newGraph();
    }
    walk.reserve(space.capacity());
    builder.add(scorer());
  }

  private void newGraph() {
    graph = new HnswGraph(space, options.links());
    search = new HnswSearch(graph, walk);
    builder = new HnswBuilder(graph, search, walk, options.construction(), options.seed());
  }

  /** Returns the graph, complete or not, or null. */
  HnswGraph graph() {
    return graph;
  }

  /** Returns the quantiser, or null. */
  Quantiser quantiser() {
    return quantiser;
  }

  /** Returns the number of rows when the quantiser was trained; 0 when there is none. */
  int trainedAt() {
    return quantiser == null ? 0 : trainedAt;
  }

  /** Takes the quantiser of an image. {@link #work} makes the codes. */
  void restoreQuantiser(Quantiser restored, int rows) {
    space.quantise(restored);
    quantiser = restored;
    trainedAt = rows;
  }

  /** Begins a graph of so many rows, whose links the caller has. */
  HnswGraph restoreGraph(int rows) {
    space.addLinks();
    newGraph();
    walk.reserve(space.capacity());
    builder.restore(rows);
    return graph;
  }

  private RowScorer scorer() {
    return usesCodes() ? space.codes() : space.floats();
  }

  /** Forgets a row above the last, after its vector has moved to a lower row, or is gone. */
  void moved(int row) {
    graph = null;
    if (row < encoded && row < items.rows()) {
      space.encode(row);
    }
    encoded = Math.min(encoded, items.rows());
    trainedAt = Math.min(trainedAt, items.rows());
  }

  /** Fills the queue with the nearest items. */
  void search(float[] vector, int best, int width, NeighborQueue queue) {
    aim(vector);
    if (!usesGraph()) {
      scan(best, queue);
      return;
    }
    // 1. A graph finds deleted rows, too: find more for them.
    int wanted = Math.min(best, items.size());
    double rows = (double) width(best, width) * items.rows() / Math.max(1, items.size());
    int widened = (int) Math.min(items.rows(), rows);
    search.nearest(scorer(), widened, found);
    rescoring.rescore(found, items, space.floats(), best, queue);
    // 2. Where most of the neighbourhood is deleted, look for what is not.
    if (queue.size() < wanted) {
      acceptedInGraph(items, wanted, width(best, width), queue);
    }
  }

  private static int width(int best, int width) {
    return Math.max(best, width > 0 ? width : DEFAULT_WIDTH);
  }

  private void aim(float[] vector) {
    space.floats().aim(vector);
    if (usesCodes()) {
      space.codes().aim(vector);
    }
  }

  private void scan(int best, NeighborQueue queue) {
    int rows = items.rows();
    if (usesCodes()) {
      flat.byCodes(space.codes(), space.floats(), rows, items.deleted(), best, queue);
    } else {
      flat.exact(space.floats(), rows, items.deleted(), best, queue);
    }
  }

  /** Fills the queue with the nearest of the rows that a filter accepts. */
  void search(float[] vector, int best, int width, AcceptedRows accepted, NeighborQueue queue) {
    aim(vector);
    int rows = items.rows();
    if (!judgesAll(accepted)) {
      double share = accepted.share();
      search.nearestAccepted(
          scorer(),
          width(best, width),
          (int) Math.min(rows, 2 * width(best, width) / share),
          accepted,
          found);
      rescoring.rescore(found, accepted, space.floats(), best, queue);
      if (queue.size() == best) {
        return;
      }
    }
    among(accepted, best, queue);
  }

  /** Returns whether a search judges all rows by a filter. */
  boolean judgesAll(AcceptedRows accepted) {
    return !usesGraph() || accepted.share() * SELECTIVE_ONE_IN <= 1;
  }

  /** Scores all rows that a filter accepts. */
  private void among(AcceptedRows accepted, int best, NeighborQueue queue) {
    int rows = items.rows();
    if (listed.length < rows) {
      listed = new int[space.capacity()];
    }
    int count = 0;
    for (int row = 0; row < rows; row++) {
      if (accepted.accepts(row)) {
        listed[count++] = row;
      }
    }
    if (usesCodes()) {
      flat.amongByCodes(space.codes(), space.floats(), listed, count, best, queue);
    } else {
      flat.among(space.floats(), listed, count, best, queue);
    }
  }

  private void acceptedInGraph(Items accepted, int best, int width, NeighborQueue queue) {
    search.nearestAccepted(scorer(), width, items.rows(), accepted, found);
    rescoring.rescore(found, accepted, space.floats(), best, queue);
    // What no link leads to is found by looking at all rows.
    if (queue.size() < best) {
      scan(best, queue);
    }
  }
}
