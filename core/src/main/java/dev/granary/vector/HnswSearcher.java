package dev.granary.vector;

/**
 * Searches one level of a graph of quantised rows, the lowest level of an HNSW index (Malkov and
 * Yashunin, algorithm 2, with one sorted queue in place of its two heaps). Node n's links begin at
 * {@code n * linkStride}: first the number of links, then the linked nodes. Callers guarantee that
 * the links name nodes, and what {@link ByteDistances} requires.
 */
public final class HnswSearcher {
  private final byte[] rows;
  private final int stride;
  private final int dimensions;
  private final int[] links;
  private final int linkStride;

  /** The epoch in which each node was last visited. Each search begins a new epoch. */
  private final int[] visited;

  int epoch;

  /** The unvisited neighbours of one node, and their scores. */
  private final int[] fresh;

  private final float[] scores;

  /** Searches these arrays, which may change between two searches. */
  public HnswSearcher(byte[] rows, int stride, int dimensions, int[] links, int linkStride) {
    this.rows = rows;
    this.stride = stride;
    this.dimensions = dimensions;
    this.links = links;
    this.linkStride = linkStride;
    visited = new int[links.length / linkStride];
    fresh = new int[linkStride];
    scores = new float[linkStride];
  }

  /**
   * Fills the queue with the best nodes that can be reached from the entry.
   *
   * @param width how many nodes the queue keeps: a larger width finds better nodes
   * @return how many nodes it found
   */
  public int search(
      byte[] query, int entry, int width, float mul, float bias, NeighborQueue queue) {
    nextEpoch();
    queue.clear(width);
    fresh[0] = entry;
    visited[entry] = epoch;
    ByteDistances.dot(query, rows, stride, fresh, 1, dimensions, mul, bias, scores);
    queue.offer(scores[0], entry);

    int current = 0;
    while (current < queue.size()) {
      if (queue.expanded(current)) {
        current++;
        continue;
      }
      queue.expand(current);
      int low = queue.size();
      int count = gather(queue.id(current));
      ByteDistances.dot(query, rows, stride, fresh, count, dimensions, mul, bias, scores);
      for (int i = 0; i < count; i++) {
        int place = queue.offer(scores[i], fresh[i]);
        if (place >= 0 && place < low) {
          low = place;
        }
      }
      // Entries before the current one are better, and are expanded first.
      current = low <= current ? low : current + 1;
    }
    return queue.size();
  }

  /** Collects the neighbours that this search has not visited, and marks them visited. */
  private int gather(int node) {
    int at = node * linkStride;
    int end = at + links[at];
    int count = 0;
    for (int i = at + 1; i <= end; i++) {
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
