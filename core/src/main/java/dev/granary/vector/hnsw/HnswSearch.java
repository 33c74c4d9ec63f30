package dev.granary.vector.hnsw;

import dev.granary.vector.GraphWalk;
import dev.granary.vector.NeighborQueue;
import dev.granary.vector.Neighbours;
import dev.granary.vector.RowFilter;
import dev.granary.vector.RowScorer;

/** Searches a graph (Malkov and Yashunin, algorithm 5). The scorer has been aimed at the target. */
public final class HnswSearch {
  private final HnswGraph graph;
  private final GraphWalk walk;
  private final int[] links;
  private final float[] distances;
  private final int[] one = new int[1];
  private final NeighborQueue candidates = new NeighborQueue();

  public HnswSearch(HnswGraph graph, GraphWalk walk) {
    this.graph = graph;
    this.walk = walk;
    links = new int[graph.maxLinks()];
    distances = new float[Math.max(1, graph.maxLinks())];
  }

  /** Fills the queue with the nearest rows, at most {@code width}: the ef of the paper. */
  public void nearest(RowScorer scorer, int width, NeighborQueue queue) {
    scorer.beam(descend(scorer, 0), width, queue);
  }

  /**
   * Fills the queue with the nearest rows that the filter accepts.
   *
   * @param explored how many candidates to follow, accepted or not
   */
  public void nearestAccepted(
      RowScorer scorer, int width, int explored, RowFilter filter, NeighborQueue queue) {
    int from = descend(scorer, 0);
    walk.nearestAccepted(scorer, graph.level(0), from, width, explored, filter, candidates, queue);
  }

  /** Goes from the entry down to a level, always to the nearest neighbour; returns a row there. */
  int descend(RowScorer scorer, int level) {
    int nearest = graph.entry();
    if (graph.top() <= level) {
      return nearest;
    }
    one[0] = nearest;
    scorer.distances(one, 1, distances);
    float least = distances[0];
    for (int l = graph.top(); l > level; l--) {
      Neighbours neighbours = graph.level(l);
      for (boolean nearer = true; nearer; ) {
        nearer = false;
        int count = neighbours.links(nearest, links);
        scorer.distances(links, count, distances);
        for (int i = 0; i < count; i++) {
          if (distances[i] < least) {
            least = distances[i];
            nearest = links[i];
            nearer = true;
          }
        }
      }
    }
    return nearest;
  }
}
