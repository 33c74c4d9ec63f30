package dev.granary.vector.hnsw;

import dev.granary.vector.GraphWalk;
import dev.granary.vector.NeighborQueue;
import dev.granary.vector.Neighbours;
import dev.granary.vector.RowScorer;
import dev.granary.vector.VectorSpace;

/**
 * Links rows into a graph, one after the other (Malkov and Yashunin, algorithm 1). The same seed
 * and the same rows in the same order give the same graph.
 */
public final class HnswBuilder {
  /** With 16 links, one row in 2^32 would be higher. */
  static final int MAX_LEVEL = 8;

  /** How many links a new row gets on level 0, and a row whose list overflows keeps. */
  private static final int GROUND_LINKS = 24;

  /** One in so many links may go to rows that are all as near as the nearest: copies of a row. */
  private static final int COPIES = 3;

  private final HnswGraph graph;
  private final HnswSearch search;
  private final GraphWalk walk;
  private final LevelSequence levels;
  private final int width;
  private final NeighborQueue candidates = new NeighborQueue();

  /** The links that a row gets. */
  private final int[] selected;

  /** The links of a neighbour of the row. */
  private final int[] others;

  private final int[] kept;
  private final float[] distances;

  /**
   * A builder for a graph.
   *
   * @param width how many candidates a new row has: the efConstruction of the paper
   */
  public HnswBuilder(HnswGraph graph, HnswSearch search, GraphWalk walk, int width, int seed) {
    this.graph = graph;
    this.search = search;
    this.walk = walk;
    this.width = width;
    levels = new LevelSequence(seed, graph.maxLinks());
    int most = 1 + Math.max(VectorSpace.MAX_LINKS, graph.maxLinks());
    selected = new int[most];
    others = new int[most];
    kept = new int[most];
    distances = new float[most];
  }

  /**
   * Adds the next rows on the levels that the sequence draws, without links: the caller has the
   * links, and links the rows.
   */
  public void restore(int rows) {
    for (int i = 0; i < rows; i++) {
      int level = levels.next();
      int row = graph.add(level);
      if (row == 0 || level > graph.top()) {
        graph.enterAt(row);
      }
    }
  }

  /** Links the next row, which the space has. */
  public void add(RowScorer scorer) {
    // 1. Draw the row's level.
    int level = levels.next();
    int row = graph.add(level);
    if (row == 0) {
      graph.enterAt(row);
      return;
    }

    // 2. Go down to the row's level, always to the nearest neighbour.
    scorer.aimAtRow(row);
    int nearest = search.descend(scorer, level);

    // 3. On each level below, find candidates and link the row to some of them.
    for (int l = Math.min(level, graph.top()); l >= 0; l--) {
      if (l == 0) {
        scorer.beam(nearest, width, candidates);
      } else {
        walk.nearest(scorer, graph.level(l), nearest, width, candidates);
      }
      nearest = candidates.id(0);
      link(scorer, l, row);
      scorer.aimAtRow(row);
    }

    // 4. A row above all others becomes the entry.
    if (level > graph.top()) {
      graph.enterAt(row);
    }
  }

  private void link(RowScorer scorer, int level, int row) {
    int count = select(scorer, level, selected);
    graph.link(level, row, selected, count);
    for (int i = 0; i < count; i++) {
      linkBack(scorer, level, selected[i], row);
    }
  }

  /** Adds a link. When the list is full, selects which links to keep. */
  private void linkBack(RowScorer scorer, int level, int from, int to) {
    Neighbours neighbours = graph.level(level);
    int count = neighbours.links(from, others);
    others[count++] = to;
    if (count <= (level == 0 ? VectorSpace.MAX_LINKS : graph.maxLinks())) {
      graph.link(level, from, others, count);
      return;
    }
    scorer.aimAtRow(from);
    scorer.distances(others, count, distances);
    candidates.clear(count);
    for (int i = 0; i < count; i++) {
      candidates.offer(distances[i], others[i]);
    }
    graph.link(level, from, kept, select(scorer, level, kept));
  }

  /**
   * Selects candidates that lie in different directions (algorithm 4): from the nearest on, each
   * candidate that is nearer to the row than to every selected one. As in Lucene, the rest is not
   * used to fill the list up. Copies of one row pass that test; a list full of them would lead
   * nowhere else.
   */
  private int select(RowScorer scorer, int level, int[] into) {
    int most = level == 0 ? GROUND_LINKS : graph.maxLinks();
    int count = 0;
    for (int place = 0; place < candidates.size() && count < most; place++) {
      int candidate = candidates.id(place);
      if (count >= most / COPIES && candidates.score(place) == candidates.score(0)) {
        continue;
      }
      if (count > 0) {
        scorer.aimAtRow(candidate);
        if (scorer.anyBelow(into, count, candidates.score(place))) {
          continue;
        }
      }
      into[count++] = candidate;
    }
    return count;
  }
}
