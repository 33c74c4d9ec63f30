package dev.granary.vector;

/**
 * Beam search over one level of a graph of quantised rows, the lowest of an HNSW index (Malkov and
 * Yashunin, algorithm 2, with one sorted pool in the place of its two heaps). Node n's links begin
 * at {@code n * linkStride}: how many there are, then as many nodes. Callers guarantee that they
 * are nodes, and what {@link ByteDistances} asks for.
 */
public final class HnswSearcher {
  private final byte[] rows;
  private final int stride;
  private final int dimensions;
  private final int[] links;
  private final int linkStride;

  /** In which epoch each node was visited last. A search begins another one. */
  private final int[] visited;

  int epoch;

  /** The neighbours of one node that are new, and their scores. */
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
   * Fills the pool with the best nodes that can be reached from the entry.
   *
   * @param width how many the pool keeps: the more, the better they are
   * @return how many it found
   */
  public int search(byte[] query, int entry, int width, float mul, float bias, NeighborQueue pool) {
    nextEpoch();
    pool.clear(width);
    fresh[0] = entry;
    visited[entry] = epoch;
    ByteDistances.dot(query, rows, stride, fresh, 1, dimensions, mul, bias, scores);
    pool.offer(scores[0], entry);

    int current = 0;
    while (current < pool.size()) {
      if (pool.expanded(current)) {
        current++;
        continue;
      }
      pool.expand(current);
      int low = pool.size();
      int count = gather(pool.id(current));
      ByteDistances.dot(query, rows, stride, fresh, count, dimensions, mul, bias, scores);
      for (int i = 0; i < count; i++) {
        int place = pool.offer(scores[i], fresh[i]);
        if (place >= 0 && place < low) {
          low = place;
        }
      }
      // Whatever came before the current entry is better, and is expanded first.
      current = low <= current ? low : current + 1;
    }
    return pool.size();
  }

  /** Collects the neighbours that no step of this search has seen, and marks them seen. */
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
    // After 2^32 searches old marks would pass for new ones.
    if (epoch == 0) {
      for (int i = 0; i < visited.length; i++) {
        visited[i] = 0;
      }
      epoch = 1;
    }
  }
}
