package dev.granary.compiled;

import dev.granary.vector.HnswSearcher;
import dev.granary.vector.NeighborQueue;
import dev.granary.vector.TopDistances;

/** Checks selection and graph search, with equal scores and scores that are NaN. */
final class HnswSearchCheck implements Check {
  private static final int NODES = 200;
  private static final int LINKS = 9;
  private static final float[] SPECIAL = {
    0, -0.0f, Float.NaN, 1, Float.POSITIVE_INFINITY, -1, Float.NEGATIVE_INFINITY, Float.MIN_VALUE
  };

  private final NeighborQueue queue = new NeighborQueue();

  @Override
  public void run(Report report) {
    select(report);
    searcher(report);
  }

  private void select(Report report) {
    byte[] bytes = Sample.bytes(NODES);
    float[] scores = Sample.floats(NODES);
    for (int i = 0; i < NODES; i++) {
      if (bytes[i] % 3 == 0) {
        scores[i] = SPECIAL[(bytes[i] >>> 4) & 7];
      }
    }
    for (int best : new int[] {0, 1, 2, 7, 100, NODES, 300}) {
      TopDistances.select(scores, NODES, best, queue);
      report.add("select." + best, found());
    }
  }

  private void searcher(Report report) {
    byte[] bytes = Sample.bytes(NODES * LINKS);
    int[] links = new int[NODES * LINKS];
    for (int i = 0; i < links.length; i++) {
      links[i] = i % LINKS == 0 ? bytes[i] & 7 : (bytes[i] & 0xff) % NODES;
    }
    // Every fourth dimension differs, so that scores are often equal.
    byte[] rows = Sample.rows(NODES * 16);
    byte[] query = new byte[16];
    for (int i = 0; i < 16; i += 4) {
      query[i] = (byte) (i - 7);
    }
    HnswSearcher searcher = new HnswSearcher(rows, 16, 16, links, LINKS);
    for (int width : new int[] {1, 2, 5, 40, NODES}) {
      for (int entry = 0; entry < 3; entry++) {
        searcher.search(query, entry, width, -0.013f, 0.7f, queue);
        report.add("search." + width + '.' + entry, found());
      }
    }
  }

  private String found() {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < queue.size(); i++) {
      out.append(queue.id(i)).append('=').append(Bits.of(queue.score(i))).append(';');
    }
    return out.toString();
  }
}
