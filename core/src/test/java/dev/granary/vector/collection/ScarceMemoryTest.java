package dev.granary.vector.collection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.vector.JavaVectorSpace;
import dev.granary.vector.Metric;
import dev.granary.vector.VectorSet;
import dev.granary.vector.VectorSpace;
import dev.granary.vector.collection.CollectionOptions.IndexKind;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ScarceMemoryTest {
  private static final VectorSet SET = VectorSet.HARD;

  /** Methods that find no memory. */
  private Set<String> scarce = Set.of();

  private int refusals;

  private VectorCollection collection() {
    VectorSpace space = new JavaVectorSpace(SET.dimensions(), Metric.COSINE);
    VectorSpace scarceSpace =
        (VectorSpace)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {VectorSpace.class},
                (proxy, method, arguments) -> {
                  if (scarce.contains(method.getName())) {
                    refusals++;
                    throw new GranaryException(Code.QUOTA, "There is no memory.");
                  }
                  try {
                    return method.invoke(space, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    CollectionOptions options =
        new CollectionOptions(SET.dimensions(), Metric.COSINE, IndexKind.HNSW, true, 16, 128, 1);
    return new VectorCollection(options, scarceSpace);
  }

  /** Inserts rows up to a number, and finds the last of them. */
  private static void fill(VectorCollection collection, int count) {
    float[][] rows = SET.rows();
    for (int row = collection.size(); row < count; row++) {
      collection.insert(rows[row], "" + row, null, null);
    }
    while (collection.work(100)) {}
    SearchRequest nearest = SearchRequest.nearest(rows[count - 1], 1);
    assertEquals("" + (count - 1), collection.search(nearest).get(0).id());
  }

  @Test
  void withoutMemoryForCodesAndLinksSearchesStayExact() {
    scarce = Set.of("quantise", "addLinks");
    VectorCollection collection = collection();
    fill(collection, 500);
    assertFalse(collection.usesCodes());
    assertFalse(collection.usesGraph());
    // One try is enough until there are twice as many rows.
    assertEquals(1, refusals);
    scarce = Set.of();
    fill(collection, 700);
    assertTrue(collection.usesCodes());
    assertTrue(collection.usesGraph());
  }

  @Test
  void withoutMemoryForRowsAnInsertFailsAndChangesNothing() {
    VectorCollection collection = collection();
    fill(collection, 64);
    scarce = Set.of("reserve");
    float[] vector = SET.rows()[100];
    for (Runnable call :
        List.<Runnable>of(
            () -> collection.insert(vector, "3", null, null),
            () -> collection.insert(vector, null, null, null),
            () -> collection.reserve(1))) {
      assertEquals(Code.QUOTA, assertThrows(GranaryException.class, call::run).code());
      assertEquals(64, collection.size());
      assertEquals(SET.rows()[3][0], collection.get("3").vector()[0]);
    }
    scarce = Set.of();
    fill(collection, 300);
  }

  @Test
  void roomIsMadeForAWholeBatchAtOnce() {
    VectorCollection collection = collection();
    collection.reserve(1000);
    scarce = Set.of("reserve");
    fill(collection, 1000);
    collection.reserve(0);
    assertThrows(GranaryException.class, () -> collection.reserve(1));
  }
}
