package dev.granary.vector;

/**
 * Searches any level of a graph with any scorer, as {@link HnswSearcher} searches rows of codes on
 * level 0: Malkov and Yashunin, algorithm 2, with one sorted queue in place of two heaps. With a
 * filter, rows that the filter refuses are traversed, and not returned.
 */
public final class GraphWalk {
  /** The epoch in which each row was last visited. Each search begins a new epoch. */
  private int[] visited = {};

  int epoch;

  private final int[] links;
  private final int[] fresh;
  private final float[] distances;

  /**
   * A walk over lists of links.
   *
   * @param maxLinks the most links that a row has
   */
  public GraphWalk(int maxLinks) {
    links = new int[maxLinks];
    fresh = new int[maxLinks];
    distances = new float[maxLinks];
  }

  /** Makes room for so many rows. */
  public void reserve(int rows) {
    if (visited.length < rows) {
      visited = new int[rows];
      epoch = 0;
    }
  }

  /** Returns how many bytes the marks of visited rows take. */
  public double bytes() {
    return 4.0 * visited.length;
  }

  /** Fills the queue with the nearest rows that can be reached from the entry. */
  public void nearest(
      RowScorer scorer, Neighbours graph, int entry, int width, NeighborQueue queue) {
    // 1. Score the entry.
    queue.clear(width);
    nextEpoch();
    fresh[0] = entry;
    visited[entry] = epoch;
    scorer.distances(fresh, 1, distances);
    queue.offer(distances[0], entry);

    // 2. Expand the nearest candidate, until all are expanded.
    int current = 0;
    while (current < queue.size()) {
      if (queue.expanded(current)) {
        current++;
        continue;
      }
      int low = expand(scorer, graph, current, queue, null, null);
      current = low <= current ? low : current + 1;
    }
  }

  /**
   * Fills the queue {@code accepted} with the nearest rows that the filter accepts.
   *
   * @param width how many accepted rows to keep
   * @param explored how many candidates to keep: more when the filter refuses more
   * @param candidates a queue to work with
   */
  public void nearestAccepted(
      RowScorer scorer,
      Neighbours graph,
      int entry,
      int width,
      int explored,
      RowFilter filter,
      NeighborQueue candidates,
      NeighborQueue accepted) {
    // 1. Score the entry.
    candidates.clear(explored);
    accepted.clear(width);
    nextEpoch();
    fresh[0] = entry;
    visited[entry] = epoch;
    scorer.distances(fresh, 1, distances);
    candidates.offer(distances[0], entry);
    if (filter.accepts(entry)) {
      accepted.offer(distances[0], entry);
    }

    // 2. Expand the nearest candidate, until none can be nearer than the accepted rows.
    int current = 0;
    while (current < candidates.size()) {
      if (candidates.expanded(current)) {
        current++;
        continue;
      }
      if (!(candidates.score(current) < accepted.limit())) {
        return;
      }
      int low = expand(scorer, graph, current, candidates, filter, accepted);
      current = low <= current ? low : current + 1;
    }
  }

  /** Offers the unvisited neighbours of a candidate, and returns the lowest place of them. */
  private int expand(
      RowScorer scorer,
      Neighbours graph,
      int current,
      NeighborQueue candidates,
      RowFilter filter,
      NeighborQueue accepted) {
    candidates.expand(current);
    int low = candidates.size();
    int count = gather(graph, candidates.id(current));
    scorer.distances(fresh, count, distances);
    for (int i = 0; i < count; i++) {
      int place = candidates.offer(distances[i], fresh[i]);
      if (place >= 0 && place < low) {
        low = place;
      }
      if (filter != null && distances[i] < accepted.limit() && filter.accepts(fresh[i])) {
        accepted.offer(distances[i], fresh[i]);
      }
    }
    return low;
  }

  /** Collects the neighbours that this search has not visited, and marks them visited. */
  private int gather(Neighbours graph, int row) {
    int linked = graph.links(row, links);
    int count = 0;
    for (int i = 0; i < linked; i++) {
      int neighbour = links[i];
      if (visited[neighbour] != epoch) {
        visited[neighbour] = epoch;
        fresh[count++] = neighbour;
      }
    }
    return count;
  }

  private void nextEpoch() {
    epoch++;
    // After 2^32 searches an old mark would equal a new epoch.
    if (epoch == 0) {
      for (int i = 0; i < visited.length; i++) {
        visited[i] = 0;
      }
      epoch = 1;
    }
  }
}
