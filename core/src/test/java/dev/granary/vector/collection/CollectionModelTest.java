package dev.granary.vector.collection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.vector.Metric;
import dev.granary.vector.VectorSet;
import dev.granary.vector.collection.CollectionOptions.IndexKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Compares a collection with a map, over random calls. */
final class CollectionModelTest {
  private static final int DIMENSIONS = 4;

  @Property(tries = 40)
  void aCollectionIsAMapThatFindsTheNearest(
      @ForAll long seed, @ForAll Metric metric, @ForAll IndexKind kind) {
    Random random = new Random(seed);
    Map<String, float[]> model = new HashMap<>();
    VectorCollection collection = VectorCollectionTest.empty(DIMENSIONS, metric, kind);
    int calls = 50 + random.nextInt(1200);
    for (int call = 0; call < calls; call++) {
      String id = "" + random.nextInt(900);
      switch (random.nextInt(12)) {
        case 0, 1 -> assertEquals(model.remove(id) != null, collection.delete(id));
        case 2 -> collection.compact(random.nextInt(10));
        case 3 -> collection.work(random.nextInt(10));
        case 4 -> check(collection, model, id, random);
        default -> {
          float[] vector = vector(random);
          assertEquals(id, collection.insert(vector, id, "{\"id\":" + id + "}", null));
          model.put(id, vector);
        }
      }
      assertEquals(model.size(), collection.size());
    }
    for (String id : model.keySet()) {
      assertArrayEquals(model.get(id), collection.get(id).vector());
    }
  }

  private static float[] vector(Random random) {
    float[] vector = new float[DIMENSIONS];
    for (int d = 0; d < DIMENSIONS; d++) {
      vector[d] = (float) random.nextGaussian();
    }
    return vector;
  }

  private static void check(
      VectorCollection collection, Map<String, float[]> model, String id, Random random) {
    assertEquals(model.containsKey(id), collection.has(id));
    Match got = collection.get(id);
    assertArrayEquals(model.get(id), got == null ? null : got.vector());

    float[] query = vector(random);
    Metric metric = collection.options().metric();
    List<Match> matches = collection.search(SearchRequest.nearest(query, 5));
    assertEquals(Math.min(5, model.size()), matches.size());
    assertEquals(matches.size(), matches.stream().map(Match::id).distinct().count());
    for (Match match : matches) {
      double distance = VectorSet.distance(metric, model.get(match.id()), query);
      assertEquals(metric.score((float) distance), match.score(), 1e-4);
      assertEquals("{\"id\":" + match.id() + "}", match.metadata());
    }
    for (int i = 1; i < matches.size(); i++) {
      double step = matches.get(i).score() - matches.get(i - 1).score();
      assertTrue(metric.higherIsBetter() ? step <= 0 : step >= 0);
    }
    List<Match> one =
        collection.search(SearchRequest.nearest(query, 5).where("{\"id\":" + id + "}"));
    assertEquals(model.containsKey(id) ? 1 : 0, one.size());
  }
}
