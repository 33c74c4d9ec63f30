package dev.granary.vector.collection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.vector.JavaVectorSpace;
import dev.granary.vector.Metric;
import dev.granary.vector.VectorSet;
import dev.granary.vector.collection.CollectionOptions.IndexKind;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VectorCollectionTest {
  static VectorCollection empty(int dimensions, Metric metric, IndexKind index) {
    CollectionOptions options = new CollectionOptions(dimensions, metric, index, true, 16, 128, 1);
    return new VectorCollection(options, new JavaVectorSpace(dimensions, metric));
  }

  /** A collection of the rows of a set under their numbers, with metadata, all work done. */
  private static VectorCollection filled(VectorSet set, Metric metric, IndexKind index) {
    VectorCollection collection = empty(set.dimensions(), metric, index);
    float[][] rows = set.rows();
    for (int row = 0; row < rows.length; row++) {
      collection.insert(rows[row], "" + row, "{\"group\":" + row % 20 + "}", null);
    }
    while (collection.work(100)) {}
    return collection;
  }

  private static double recall(
      VectorSet set, VectorCollection collection, float[][] rows, int each, String filter) {
    double sum = 0;
    for (float[] query : set.queries()) {
      SearchRequest request = SearchRequest.nearest(query, 10);
      List<Match> matches = collection.search(filter == null ? request : request.where(filter));
      assertEquals(Math.min(10, rows.length), matches.size());
      IntStream found = matches.stream().mapToInt(match -> Integer.parseInt(match.id()) / each);
      sum += VectorSet.recall(collection.options().metric(), rows, query, 10, found);
    }
    return sum / VectorSet.QUERIES;
  }

  @ParameterizedTest
  @EnumSource
  void flatOrGraphItFindsTheNearest(Metric metric) {
    for (VectorSet set : List.of(VectorSet.HARD, VectorSet.OUTLIERS, VectorSet.TINY)) {
      for (IndexKind kind : List.of(IndexKind.FLAT, IndexKind.HNSW)) {
        VectorCollection collection = filled(set, metric, kind);
        boolean large = set != VectorSet.TINY;
        assertEquals(large && kind == IndexKind.HNSW, collection.usesGraph());
        assertEquals(large && metric != Metric.MANHATTAN, collection.usesCodes());
        double recall = recall(set, collection, set.rows(), 1, null);
        assertTrue(recall >= (collection.usesGraph() ? 0.95 : 0.995), set + ": " + recall);
      }
    }
  }

  @Test
  void scoresAreCosinesProductsAndDistances() {
    float[] vector = {3, 4, 0};
    for (Metric metric : Metric.values()) {
      VectorCollection collection = empty(3, metric, IndexKind.AUTO);
      collection.insert(new float[] {0, 4, 0}, "a", null, null);
      Match match = collection.search(SearchRequest.nearest(vector, 1)).get(0);
      double expected =
          switch (metric) {
            case COSINE -> 0.8;
            case DOT -> 16;
            case EUCLIDEAN, MANHATTAN -> 3;
          };
      assertEquals(expected, match.score(), 1e-6);
    }
  }

  /**
   * The index is flat, then a graph, and flat again while codes are made anew: the vectors lie ever
   * farther away. Searches find the nearest all along.
   */
  @Test
  void anIndexGrowsIntoAGraph() {
    VectorCollection collection = empty(2, Metric.EUCLIDEAN, IndexKind.HNSW);
    int withGraph = 0;
    for (int i = 0; i < 2000; i++) {
      int line = i / 50;
      float[] vector = {i % 50, line};
      collection.insert(vector, null, null, null);
      if (i % 37 == 0) {
        Match match = collection.search(SearchRequest.nearest(vector, 1)).get(0);
        assertEquals(0, match.score());
      }
      assertFalse(i < RowIndex.FEW && collection.usesGraph());
      withGraph += collection.usesGraph() ? 1 : 0;
    }
    assertTrue(withGraph > 1000, "" + withGraph);
    while (collection.work(100)) {}
    assertTrue(collection.usesGraph());
    assertTrue(collection.usesCodes());
  }

  @Test
  void filtersKeepRecallInAGraph() {
    VectorSet set = VectorSet.CLUSTERED;
    VectorCollection collection = filled(set, Metric.COSINE, IndexKind.HNSW);
    float[][] rows = set.rows();
    float[][] one = IntStream.range(0, 100).mapToObj(i -> rows[20 * i]).toArray(float[][]::new);
    assertTrue(recall(set, collection, one, 20, "{\"group\":0}") >= 0.99);
    // Half of the rows: the graph answers.
    double sum = 0;
    for (float[] query : set.queries()) {
      List<Match> matches =
          collection.search(SearchRequest.nearest(query, 10).where("{\"group\":{\"lt\":10}}"));
      assertTrue(matches.stream().allMatch(match -> Integer.parseInt(match.id()) % 20 < 10));
      List<Match> truth =
          collection.search(SearchRequest.nearest(query, 2000).where((json, id) -> true)).stream()
              .filter(match -> Integer.parseInt(match.id()) % 20 < 10)
              .limit(10)
              .toList();
      sum += truth.stream().filter(matches::contains).count() / 10.0;
    }
    assertTrue(sum / VectorSet.QUERIES >= 0.95, "" + sum / VectorSet.QUERIES);
  }

  @Test
  void aFilterThatAcceptsNothingFindsNothing() {
    VectorCollection collection = filled(VectorSet.CLUSTERED, Metric.COSINE, IndexKind.HNSW);
    float[] query = VectorSet.CLUSTERED.queries()[0];
    SearchRequest request = SearchRequest.nearest(query, 10);
    assertEquals(List.of(), collection.search(request.where("{\"group\":99}")));
    assertEquals(1, collection.search(request.where((json, id) -> id.equals("77"))).size());
  }

  /** A whole neighbourhood is deleted; what lies behind it is found. */
  @ParameterizedTest
  @EnumSource(names = {"FLAT", "HNSW"})
  void deletedItemsAreNotFound(IndexKind kind) {
    VectorSet set = VectorSet.CLUSTERED;
    VectorCollection collection = filled(set, Metric.EUCLIDEAN, kind);
    float[] query = set.queries()[3];
    List<Match> before = collection.search(SearchRequest.nearest(query, 400));
    for (Match match : before.subList(0, 300)) {
      assertTrue(collection.delete(match.id()));
    }
    assertFalse(collection.delete(before.get(0).id()));
    assertEquals(1700, collection.size());
    List<Match> after = collection.search(SearchRequest.nearest(query, 10));
    assertEquals(10, after.size());
    assertTrue(after.stream().allMatch(match -> collection.has(match.id())));
    double expected = before.get(300).score();
    assertEquals(expected, after.get(0).score(), 0.02 * expected);
    assertEquals(1700, collection.search(SearchRequest.nearest(query, 5000)).size());
  }

  @ParameterizedTest
  @EnumSource(names = {"FLAT", "HNSW"})
  void compactingGivesUpDeletedRowsAndKeepsTheRest(IndexKind kind) {
    VectorSet set = VectorSet.HARD;
    VectorCollection collection = filled(set, Metric.COSINE, kind);
    float[][] rows = set.rows();
    for (int row = 0; row < rows.length; row++) {
      if (row % 4 != 0) {
        collection.delete("" + row);
      }
    }
    float[][] left = IntStream.range(0, 500).mapToObj(i -> rows[4 * i]).toArray(float[][]::new);
    for (int steps = 0; collection.compact(100); steps++) {
      assertTrue(steps < 15);
      assertArrayEquals(rows[400], collection.get("400").vector());
      assertTrue(steps % 5 > 0 || recall(set, collection, left, 4, null) >= 0.99);
    }
    assertFalse(collection.usesGraph());
    while (collection.work(10)) {}
    assertEquals(kind == IndexKind.HNSW, collection.usesGraph());
    assertTrue(collection.usesCodes());
    assertEquals(500, collection.size());
    for (int row = 0; row < rows.length; row += 4) {
      assertArrayEquals(rows[row], collection.get("" + row).vector());
    }
    assertTrue(recall(set, collection, left, 4, null) >= 0.97);
    assertTrue(recall(set, collection, left, 4, "{\"group\":{\"lt\":20}}") >= 0.97);
  }

  /** Later vectors are a hundred times as long: codes are made anew for them. */
  @Test
  void aQuantiserIsTrainedAgainWhenTheVectorsChange() {
    VectorSet set = VectorSet.HARD;
    VectorCollection collection = empty(set.dimensions(), Metric.EUCLIDEAN, IndexKind.FLAT);
    float[][] rows = set.rows();
    for (int i = 0; i < rows.length; i++) {
      rows[i] = rows[i].clone();
      for (int d = 0; i >= 300 && d < rows[i].length; d++) {
        rows[i][d] *= 100;
      }
      collection.insert(rows[i], "" + i, null, null);
    }
    while (collection.work(100)) {}
    assertTrue(collection.usesCodes());
    double sum = 0;
    for (float[] query : set.queries()) {
      float[] far = new float[query.length];
      for (int d = 0; d < far.length; d++) {
        far[d] = query[d] * 100;
      }
      IntStream found =
          collection.search(SearchRequest.nearest(far, 10)).stream()
              .mapToInt(match -> Integer.parseInt(match.id()));
      sum += VectorSet.recall(Metric.EUCLIDEAN, rows, far, 10, found);
    }
    assertTrue(sum / VectorSet.QUERIES >= 0.995, "" + sum / VectorSet.QUERIES);
  }

  @Test
  void idsAreMadeAndReused() {
    VectorCollection collection = empty(1, Metric.DOT, IndexKind.AUTO);
    float[] vector = {1};
    assertEquals("1", collection.insert(vector, null, null, null));
    assertEquals("3", collection.insert(vector, "3", null, null));
    assertEquals("2", collection.insert(vector, null, null, null));
    assertEquals("4", collection.insert(vector, null, null, null));
    assertEquals("3", collection.insert(new float[] {7}, "3", "{\"n\":1}", null));
    assertEquals(4, collection.size());
    assertEquals(7, collection.get("3").vector()[0]);
    assertEquals("{\"n\":1}", collection.get("3").metadata());
    assertTrue(collection.delete("3"));
    assertNull(collection.get("3"));
    assertFalse(collection.has("3"));
    collection.insert(vector, "3", null, null);
    assertEquals(4, collection.search(SearchRequest.nearest(vector, 10)).size());
  }

  @Test
  void aReplacedItemIsFilteredByItsNewMetadata() {
    VectorCollection collection = empty(1, Metric.DOT, IndexKind.AUTO);
    float[] vector = {1};
    SearchRequest request = SearchRequest.nearest(vector, 5).where("{\"n\":1}");
    collection.insert(vector, "a", "{\"n\":0}", null);
    assertEquals(0, collection.search(request).size());
    collection.insert(vector, "a", "{\"n\":1}", null);
    assertEquals(1, collection.search(request).size());
    collection.insert(vector, "b", "{\"n\":0}", null);
    collection.compact(10);
    assertEquals("a", collection.search(request).get(0).id());
  }

  @Test
  void wordsFindTextsAndJoinWithVectors() {
    VectorCollection collection = empty(2, Metric.COSINE, IndexKind.AUTO);
    collection.insert(new float[] {1, 0}, "apple", null, "a red apple");
    collection.insert(new float[] {0.9f, 0.1f}, "pear", null, "a green pear");
    collection.insert(new float[] {0, 1}, "car", null, "a red car");
    collection.insert(new float[] {0, -1}, "none", null, null);
    SearchRequest words = new SearchRequest(null, "Red", 5, 0, null, null, true);
    List<Match> matches = collection.search(words);
    assertEquals(List.of("apple", "car"), matches.stream().map(Match::id).sorted().toList());
    assertArrayEquals(new float[] {0, 1}, matches.get(1).vector());
    SearchRequest both = SearchRequest.nearest(new float[] {0.1f, 1}, 3).withText("red car");
    matches = collection.search(both);
    assertEquals("car", matches.get(0).id());
    assertEquals(2 / 61.0, matches.get(0).score(), 1e-6);
    collection.delete("car");
    collection.delete("pear");
    while (collection.compact(1)) {}
    assertEquals(List.of("apple"), collection.search(words).stream().map(Match::id).toList());
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e19f})
  void badNumbersAreRefused(float bad) {
    VectorCollection collection = empty(3, Metric.EUCLIDEAN, IndexKind.AUTO);
    float[] vector = {0, bad, 0};
    refused(() -> collection.insert(vector, "a", null, null));
    refused(() -> collection.search(SearchRequest.nearest(vector, 1)));
    assertEquals(0, collection.size());
  }

  @Test
  void whatIsWrongIsRefusedAndChangesNothing() {
    VectorCollection collection = empty(3, Metric.COSINE, IndexKind.AUTO);
    float[] vector = {1, 2, 3};
    collection.insert(vector, "a", null, null);
    refused(() -> collection.insert(new float[2], "a", null, null));
    refused(() -> collection.insert(vector, "a", "{", null));
    refused(() -> collection.insert(vector, "a", "", null));
    refused(() -> collection.search(SearchRequest.nearest(new float[4], 1)));
    refused(() -> collection.search(SearchRequest.nearest(vector, 0)));
    refused(() -> collection.search(SearchRequest.nearest(null, 1)));
    refused(() -> collection.search(SearchRequest.nearest(vector, 1).where("{\"a\":{}}")));
    refused(() -> CollectionOptions.of(0));
    refused(() -> new CollectionOptions(3, Metric.DOT, IndexKind.AUTO, true, 17, 128, 1));
    refused(() -> new CollectionOptions(3, Metric.DOT, IndexKind.AUTO, true, 16, 7, 1));
    assertArrayEquals(vector, collection.get("a").vector());
  }

  private static void refused(Runnable call) {
    GranaryException e = assertThrows(GranaryException.class, call::run);
    assertEquals(GranaryException.Code.INVALID, e.code());
  }

  @Test
  void anEmptyCollectionFindsNothing() {
    VectorCollection collection = empty(2, Metric.COSINE, IndexKind.HNSW);
    SearchRequest request = SearchRequest.nearest(new float[] {1, 1}, 5);
    assertEquals(List.of(), collection.search(request));
    assertEquals(List.of(), collection.search(request.withText("word")));
    assertEquals(List.of(), collection.search(request.where("{}")));
    collection.insert(new float[2], "zero", null, null);
    assertEquals(0, collection.search(request).get(0).score());
    collection.delete("zero");
    assertEquals(List.of(), collection.search(request));
    assertFalse(collection.compact(5));
  }

  /** Between two steps of a search items come, go and move to other rows. */
  @ParameterizedTest
  @EnumSource(names = {"FLAT", "HNSW"})
  void aFilterJudgesInSteps(IndexKind kind) {
    VectorSet set = VectorSet.HARD;
    VectorCollection collection = filled(set, Metric.COSINE, kind);
    float[] query = set.queries()[0];
    int[] judged = {0};
    SearchRequest request =
        SearchRequest.nearest(query, 5)
            .where(
                (metadata, id) -> {
                  judged[0]++;
                  return metadata.equals("{\"group\":3}");
                });
    RunningSearch search = collection.begin(request);
    int steps = 0;
    while (search.filter(100)) {
      int before = judged[0];
      steps++;
      assertTrue(search.filter(100) || judged[0] - before <= 100);
      if (steps == 3) {
        for (Match match : collection.search(SearchRequest.nearest(query, 300))) {
          collection.delete(match.id());
        }
        while (collection.compact(100)) {}
        collection.insert(query, "new", "{\"group\":3}", null);
      }
    }
    assertTrue(steps > 5, steps + " steps");
    List<Match> found = search.finish();
    assertEquals("new", found.get(0).id());
    assertEquals(found, collection.search(request));
  }

  @Test
  void memoryIsAccounted() {
    VectorCollection flat = filled(VectorSet.CLUSTERED, Metric.COSINE, IndexKind.FLAT);
    VectorCollection graph = filled(VectorSet.CLUSTERED, Metric.COSINE, IndexKind.HNSW);
    double least = 2000.0 * (4 * 48 + 64);
    assertTrue(flat.bytes() >= least && flat.bytes() < 2.5 * least, "" + flat.bytes());
    assertTrue(graph.bytes() >= flat.bytes() + 2000 * 4 * 33);
  }
}
