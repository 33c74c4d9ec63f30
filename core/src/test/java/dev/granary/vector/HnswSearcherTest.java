package dev.granary.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class HnswSearcherTest {
  private static final int LINKS = 6;

  private final NeighborQueue queue = new NeighborQueue();

  /** Every node is a neighbour of every other, so a single step finds the best. */
  @Property(tries = 100)
  void onACompleteGraphItFindsTheBest(
      @ForAll @IntRange(min = 1, max = 40) int nodes,
      @ForAll @IntRange(min = 1, max = 45) int width,
      @ForAll long seed) {
    Random random = new Random(seed);
    byte[] rows = rows(random, nodes);
    byte[] query = query(random);
    int[] links = new int[nodes * (nodes + 1)];
    for (int node = 0; node < nodes; node++) {
      links[node * (nodes + 1)] = nodes;
      for (int i = 0; i < nodes; i++) {
        links[node * (nodes + 1) + 1 + i] = i;
      }
    }
    HnswSearcher searcher = new HnswSearcher(rows, 16, 16, links, nodes + 1);
    int found = searcher.search(query, random.nextInt(nodes), width, -0.1f, 2, queue);

    float[] scores = new float[nodes];
    ByteDistances.flatDot(query, rows, 16, 0, nodes, 16, -0.1f, 2, scores);
    Arrays.sort(scores);
    assertEquals(Math.min(nodes, width), found);
    for (int i = 0; i < found; i++) {
      assertEquals(scores[i], queue.score(i));
    }
  }

  /** A search as wide as the graph finds all reachable nodes, in order, and no others. */
  @Property(tries = 200)
  void aSearchAsWideAsTheGraphFindsAllReachableNodes(
      @ForAll @IntRange(min = 1, max = 60) int nodes, @ForAll long seed) {
    Random random = new Random(seed);
    byte[] rows = rows(random, nodes);
    byte[] query = query(random);
    int[] links = graph(random, nodes);
    int entry = random.nextInt(nodes);
    BitSet reached = new BitSet();
    reach(links, entry, reached);
    float[] scores = new float[nodes];
    ByteDistances.flatDot(query, rows, 16, 0, nodes, 16, 1, 0, scores);

    int found =
        new HnswSearcher(rows, 16, 16, links, LINKS).search(query, entry, nodes, 1, 0, queue);
    assertEquals(reached.cardinality(), found);
    for (int i = 0; i < found; i++) {
      assertTrue(reached.get(queue.id(i)));
      reached.clear(queue.id(i));
      assertEquals(scores[queue.id(i)], queue.score(i));
      assertTrue(queue.expanded(i));
      assertTrue(i == 0 || queue.score(i - 1) <= queue.score(i));
    }
  }

  /** Compares with the search of the paper, with lists that are sorted at every step. */
  @Property(tries = 300)
  void findsWhatThePapersSearchFinds(
      @ForAll @IntRange(min = 1, max = 80) int nodes,
      @ForAll @IntRange(min = 1, max = 12) int width,
      @ForAll long seed) {
    Random random = new Random(seed);
    byte[] rows = distinctRows(random, nodes);
    byte[] query = new byte[16];
    query[0] = 100;
    query[1] = 1;
    int[] links = graph(random, nodes);
    int entry = random.nextInt(nodes);
    float[] scores = new float[nodes];
    ByteDistances.flatDot(query, rows, 16, 0, nodes, 16, 1, -7, scores);
    List<Integer> expected = papersSearch(scores, links, entry, width);

    HnswSearcher searcher = new HnswSearcher(rows, 16, 16, links, LINKS);
    assertEquals(expected.size(), searcher.search(query, entry, width, 1, -7, queue));
    assertEquals(expected, ids());
    // Searches again: the visits of the first search must not matter.
    searcher.search(query, entry, width, 1, -7, queue);
    assertEquals(expected, ids());
  }

  /**
   * The chain gets worse before it gets better. A search of width one stops, a search of width two
   * does not.
   */
  @Test
  void aWiderSearchPassesAWorseNode() {
    byte[] rows = new byte[4 * 16];
    rows[0] = 5;
    rows[16] = 9;
    rows[32] = 1;
    rows[48] = 3;
    int[] links = {1, 1, 0, 2, 0, 2, 2, 1, 3, 0, 0, 0};
    byte[] query = new byte[16];
    query[0] = 1;
    HnswSearcher searcher = new HnswSearcher(rows, 16, 16, links, 3);
    searcher.search(query, 0, 1, 1, 0, queue);
    assertEquals(List.of(0), ids());
    searcher.search(query, 0, 2, 1, 0, queue);
    assertEquals(List.of(2, 3), ids());
    searcher.search(query, 0, 9, 1, 0, queue);
    assertEquals(List.of(2, 3, 0, 1), ids());
    // A node without links reaches no other node.
    searcher.search(query, 3, 9, 1, 0, queue);
    assertEquals(List.of(3), ids());
  }

  @Test
  void anEntryWithoutAScoreFindsNothing() {
    HnswSearcher searcher = new HnswSearcher(new byte[16], 16, 16, new int[1], 1);
    assertEquals(0, searcher.search(new byte[16], 0, 3, Float.NaN, 0, queue));
    assertEquals(1, searcher.search(new byte[16], 0, 3, 1, 0, queue));
  }

  /** The marks of epoch 1 are 2^32 searches old when epoch 1 comes again. */
  @Test
  void epochsRestartWithoutOldMarks() {
    Random random = new Random(3);
    byte[] rows = rows(random, 30);
    byte[] query = query(random);
    int[] links = graph(random, 30);
    HnswSearcher searcher = new HnswSearcher(rows, 16, 16, links, LINKS);
    searcher.search(query, 0, 30, 1, 0, queue);
    List<Integer> first = ids();
    assertTrue(first.size() > 10);
    searcher.epoch = -2;
    for (int i = 0; i < 4; i++) {
      searcher.search(query, 0, 30, 1, 0, queue);
      assertEquals(first, ids());
    }
    assertEquals(3, searcher.epoch);
  }

  private List<Integer> ids() {
    return IntStream.range(0, queue.size()).mapToObj(queue::id).toList();
  }

  private static List<Integer> papersSearch(float[] scores, int[] links, int entry, int width) {
    Comparator<Integer> byScore = Comparator.comparing(node -> scores[node]);
    BitSet visited = new BitSet();
    visited.set(entry);
    List<Integer> candidates = new ArrayList<>(List.of(entry));
    List<Integer> found = new ArrayList<>(List.of(entry));
    while (!candidates.isEmpty()) {
      candidates.sort(byScore);
      int nearest = candidates.remove(0);
      if (scores[nearest] > scores[found.get(found.size() - 1)]) {
        break;
      }
      for (int i = 1; i <= links[nearest * LINKS]; i++) {
        int neighbour = links[nearest * LINKS + i];
        if (visited.get(neighbour)) {
          continue;
        }
        visited.set(neighbour);
        if (found.size() < width || scores[neighbour] < scores[found.get(found.size() - 1)]) {
          candidates.add(neighbour);
          found.add(neighbour);
          found.sort(byScore);
          if (found.size() > width) {
            found.remove(width);
          }
        }
      }
    }
    return found;
  }

  private static void reach(int[] links, int node, BitSet reached) {
    if (!reached.get(node)) {
      reached.set(node);
      for (int i = 1; i <= links[node * LINKS]; i++) {
        reach(links, links[node * LINKS + i], reached);
      }
    }
  }

  /** Makes links to any node, to the node itself and to one node twice. */
  private static int[] graph(Random random, int nodes) {
    int[] links = new int[nodes * LINKS];
    for (int node = 0; node < nodes; node++) {
      int count = random.nextInt(LINKS);
      links[node * LINKS] = count;
      for (int i = 1; i < LINKS; i++) {
        // After the links the array holds values that name no node.
        links[node * LINKS + i] = i <= count ? random.nextInt(nodes) : -1;
      }
    }
    return links;
  }

  private static byte[] rows(Random random, int nodes) {
    byte[] rows = new byte[nodes * 16];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (byte) random.nextInt(128);
    }
    return rows;
  }

  /** Makes a hundred of one element and one of another, so that all scores differ. */
  private static byte[] distinctRows(Random random, int nodes) {
    List<Integer> values = new ArrayList<>(IntStream.range(0, nodes).boxed().toList());
    Collections.shuffle(values, random);
    byte[] rows = new byte[nodes * 16];
    for (int i = 0; i < nodes; i++) {
      rows[16 * i] = (byte) (values.get(i) / 10);
      rows[16 * i + 1] = (byte) (values.get(i) % 10);
    }
    return rows;
  }

  private static byte[] query(Random random) {
    byte[] query = new byte[16];
    random.nextBytes(query);
    return query;
  }
}
