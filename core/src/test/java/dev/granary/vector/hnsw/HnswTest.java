package dev.granary.vector.hnsw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.vector.GraphWalk;
import dev.granary.vector.Metric;
import dev.granary.vector.NeighborQueue;
import dev.granary.vector.RowScorer;
import dev.granary.vector.VectorSet;
import dev.granary.vector.VectorSetSpace;
import dev.granary.vector.VectorSpace;
import dev.granary.vector.flat.Rescoring;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.hnsw.HnswGraphSearcher;
import org.apache.lucene.util.hnsw.OnHeapHnswGraph;
import org.apache.lucene.util.hnsw.RandomVectorScorerSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class HnswTest {
  private static final int M = 16;
  private static final int WIDTH = 128;
  private static final int BEST = 10;
  private static final int EF = 64;

  private final NeighborQueue found = new NeighborQueue();
  private final NeighborQueue best = new NeighborQueue();
  private final Rescoring rescoring = new Rescoring();

  /** A graph of all rows of a set. */
  private static final class Index {
    final VectorSpace space;
    final RowScorer scorer;
    final HnswGraph graph;
    final HnswSearch search;
    final int rows;

    Index(VectorSet set, Metric metric, boolean coded, int seed) {
      space = VectorSetSpace.filled(set, metric, coded);
      rows = space.capacity();
      space.addLinks();
      scorer = coded ? space.codes() : space.floats();
      GraphWalk walk = new GraphWalk(VectorSpace.MAX_LINKS);
      walk.reserve(rows);
      graph = new HnswGraph(space, M);
      search = new HnswSearch(graph, walk);
      HnswBuilder builder = new HnswBuilder(graph, search, walk, WIDTH, seed);
      for (int row = 0; row < rows; row++) {
        builder.add(scorer);
      }
    }
  }

  private double recall(VectorSet set, Metric metric, boolean coded) {
    return recall(set, metric, coded, EF);
  }

  private double recall(VectorSet set, Metric metric, boolean coded, int ef) {
    Index index = new Index(set, metric, coded, 1);
    float[][] rows = set.rows();
    double sum = 0;
    for (float[] query : set.queries()) {
      index.scorer.aim(query);
      index.space.floats().aim(query);
      index.search.nearest(index.scorer, ef, found);
      rescoring.rescore(found, row -> true, index.space.floats(), BEST, best);
      IntStream ids = IntStream.range(0, best.size()).map(best::id);
      sum += VectorSet.recall(metric, rows, query, BEST, ids);
    }
    return sum / VectorSet.QUERIES;
  }

  private static double floor(VectorSet set) {
    return switch (set) {
      case ALL_EQUAL, TINY -> 1;
      case COPIES -> 0.1;
      // A search keeps 64 rows: ten copies of six.
      case DUPLICATES -> 0.9;
      default -> 0.97;
    };
  }

  @ParameterizedTest
  @EnumSource
  void recallHasAFloorOnFloats(Metric metric) {
    for (VectorSet set : VectorSet.values()) {
      double recall = recall(set, metric, false);
      assertTrue(recall >= floor(set), set + ": " + recall);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"COSINE", "DOT", "EUCLIDEAN"})
  void recallHasAFloorOnCodes(Metric metric) {
    for (VectorSet set : VectorSet.values()) {
      double recall = recall(set, metric, true);
      assertTrue(recall >= floor(set), set + ": " + recall);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CLUSTERED", "HARD", "DUPLICATES"})
  void recallIsThatOfLucene(VectorSet set) throws IOException {
    double lucene = new LuceneGraph(set).recall();
    double ours = recall(set, Metric.EUCLIDEAN, false, WIDTH);
    double codes = recall(set, Metric.EUCLIDEAN, true, WIDTH);
    assertTrue(ours >= lucene - 0.01, set + ": " + ours + " < " + lucene);
    assertTrue(codes >= lucene - 0.01, set + ": " + codes + " < " + lucene);
  }

  /** Lucene's graph of the same rows, with the same M and the same width. */
  private static final class LuceneGraph {
    private final VectorSet set;
    private final float[][] rows;
    private final OnHeapHnswGraph graph;

    LuceneGraph(VectorSet set) throws IOException {
      this.set = set;
      rows = set.rows();
      RandomVectorScorerSupplier scorers = new Supplier();
      graph =
          org.apache.lucene.util.hnsw.HnswGraphBuilder.create(scorers, M, WIDTH, 1)
              .build(rows.length);
    }

    double recall() throws IOException {
      double sum = 0;
      for (float[] query : set.queries()) {
        var found =
            HnswGraphSearcher.search(
                new Scorer(query), WIDTH, graph, new Bits.MatchAllBits(rows.length), 1 << 30);
        IntStream ids =
            Arrays.stream(found.topDocs().scoreDocs).limit(BEST).mapToInt(hit -> hit.doc);
        sum += VectorSet.recall(Metric.EUCLIDEAN, rows, query, BEST, ids);
      }
      return sum / VectorSet.QUERIES;
    }

    private final class Supplier implements RandomVectorScorerSupplier {
      @Override
      public Scorer scorer(int row) {
        return new Scorer(rows[row]);
      }

      @Override
      public Supplier copy() {
        return new Supplier();
      }
    }

    private final class Scorer implements org.apache.lucene.util.hnsw.RandomVectorScorer {
      private final float[] query;

      Scorer(float[] query) {
        this.query = query;
      }

      @Override
      public float score(int row) {
        return VectorSimilarityFunction.EUCLIDEAN.compare(query, rows[row]);
      }

      @Override
      public int maxOrd() {
        return rows.length;
      }
    }
  }

  /** A hundred copies would fill each other's lists, and nothing else would lead to them. */
  @Test
  void manyCopiesDoNotCutEachOtherOff() {
    Index index = new Index(VectorSet.COPIES, Metric.EUCLIDEAN, true, 1);
    int lost = 0;
    for (int row = 0; row < index.rows; row++) {
      index.scorer.aimAtRow(row);
      index.search.nearest(index.scorer, EF, found);
      lost += found.id(0) / 100 == row / 100 ? 0 : 1;
    }
    assertEquals(0, lost);
  }

  /** Browsers must build this very graph. */
  @Test
  void theSameSeedGivesTheSameGraph() {
    int digest = new Index(VectorSet.CLUSTERED, Metric.COSINE, true, 7).graph.digest();
    assertEquals(digest, new Index(VectorSet.CLUSTERED, Metric.COSINE, true, 7).graph.digest());
    assertNotEquals(digest, new Index(VectorSet.CLUSTERED, Metric.COSINE, true, 8).graph.digest());
    assertEquals(627554133, digest);
  }

  @Test
  void linksStayWithinTheirListsAndNameRowsOfTheirLevel() {
    Index index = new Index(VectorSet.DUPLICATES, Metric.EUCLIDEAN, true, 3);
    int[] links = new int[VectorSpace.MAX_LINKS];
    int above = 0;
    for (int row = 0; row < index.rows; row++) {
      above += index.graph.levelOf(row) > 0 ? 1 : 0;
      for (int level = 0; level <= index.graph.levelOf(row); level++) {
        int count = index.graph.level(level).links(row, links);
        int[] own = Arrays.copyOf(links, count);
        assertEquals(count, Arrays.stream(own).distinct().count());
        for (int link : own) {
          assertNotEquals(row, link);
          assertTrue(index.graph.levelOf(link) >= level);
        }
      }
    }
    assertEquals(index.graph.top(), index.graph.levelOf(index.graph.entry()));
    assertEquals(1000 / 16.0, above, 30);
  }

  /** One row in ten may be returned; the others lead to them. */
  @Test
  void refusedRowsAreTraversedAndNotReturned() {
    VectorSet set = VectorSet.CLUSTERED;
    Index index = new Index(set, Metric.EUCLIDEAN, true, 5);
    float[][] all = set.rows();
    float[][] accepted =
        IntStream.range(0, all.length / 10).mapToObj(i -> all[10 * i]).toArray(float[][]::new);
    double sum = 0;
    for (float[] query : set.queries()) {
      index.scorer.aim(query);
      index.space.floats().aim(query);
      index.search.nearestAccepted(index.scorer, EF, 10 * EF, row -> row % 10 == 0, found);
      rescoring.rescore(found, row -> true, index.space.floats(), BEST, best);
      assertTrue(IntStream.range(0, best.size()).allMatch(place -> best.id(place) % 10 == 0));
      IntStream ids = IntStream.range(0, best.size()).map(place -> best.id(place) / 10);
      sum += VectorSet.recall(Metric.EUCLIDEAN, accepted, query, BEST, ids);
    }
    assertTrue(sum / VectorSet.QUERIES >= 0.97, "" + sum / VectorSet.QUERIES);
  }
}
