package dev.granary.vector;

import static dev.granary.vector.VectorSetSpace.filled;
import static dev.granary.vector.VectorSetSpace.trained;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.vector.VectorSpace.Part;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class JavaVectorSpaceTest {
  private static final int[] NONE = {};

  private final NeighborQueue queue = new NeighborQueue();

  @ParameterizedTest
  @EnumSource
  void floatDistancesAreThoseOfTheDefinition(Metric metric) {
    VectorSet set = VectorSet.OUTLIERS;
    float[][] rows = set.rows();
    float[] query = set.queries()[0];
    RowScorer floats = filled(set, metric, false).floats();
    int[] some = {5, 0, 1999, 700};
    float[] distances = new float[4];

    floats.aim(query);
    floats.distances(some, 4, distances);
    for (int i = 0; i < 4; i++) {
      double expected = VectorSet.distance(metric, rows[some[i]], query);
      assertEquals(expected, distances[i], 1e-5 * (1 + Math.abs(expected)));
    }
    floats.aimAtRow(700);
    floats.distances(some, 4, distances);
    double expected = VectorSet.distance(metric, rows[5], rows[700]);
    assertEquals(expected, distances[0], 1e-5 * (1 + Math.abs(expected)));
    assertTrue(floats.anyBelow(some, 4, Math.nextUp(distances[2])));
    assertFalse(floats.anyBelow(new int[] {5}, 1, distances[0]));
  }

  /** The error of a scorer is the deviation of its distances, on all data and in both forms. */
  @ParameterizedTest
  @EnumSource(names = {"COSINE", "DOT", "EUCLIDEAN"})
  void codeDistancesDeviateAsTheErrorSays(Metric metric) {
    for (VectorSet set :
        new VectorSet[] {VectorSet.CLUSTERED, VectorSet.HARD, VectorSet.OUTLIERS}) {
      float[][] rows = set.rows();
      RowScorer codes = filled(set, metric, true).codes();
      int[] all = new int[rows.length];
      Arrays.setAll(all, i -> i);
      float[] distances = new float[rows.length];
      double squares = 0;
      double errors = 0;
      for (float[] query : set.queries()) {
        codes.aim(query);
        codes.distances(all, all.length, distances);
        for (int row = 0; row < rows.length; row++) {
          double off = distances[row] - VectorSet.distance(metric, rows[row], query);
          squares += off * off / rows.length;
        }
        errors += codes.error() * codes.error();
      }
      double ratio = Math.sqrt(squares / errors);
      assertTrue(ratio > 0.5 && ratio < 2, set + ": " + ratio);
    }
  }

  @Test
  void theQuantiserIsPlainUnlessDimensionsStandOut() {
    assertTrue(trained(VectorSet.CLUSTERED, Metric.COSINE).plain());
    assertTrue(trained(VectorSet.HARD, Metric.DOT).plain());
    assertFalse(trained(VectorSet.OUTLIERS, Metric.COSINE).plain());
    assertFalse(trained(VectorSet.OUTLIERS, Metric.EUCLIDEAN).plain());
  }

  /** A row of codes as the target gives nearly the distances of the row's floats. */
  @ParameterizedTest
  @EnumSource(names = {"COSINE", "DOT", "EUCLIDEAN"})
  void aRowIsATargetToo(Metric metric) {
    for (VectorSet set : new VectorSet[] {VectorSet.HARD, VectorSet.OUTLIERS}) {
      float[][] rows = set.rows();
      RowScorer codes = filled(set, metric, true).codes();
      int[] others = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
      float[] distances = new float[10];
      codes.aim(rows[0]);
      double error = codes.error();
      codes.aimAtRow(0);
      codes.distances(others, 10, distances);
      for (int i = 0; i < 10; i++) {
        double expected = VectorSet.distance(metric, rows[0], rows[others[i]]);
        assertEquals(expected, distances[i], 8 * error);
      }
      float nearest = distances[0];
      for (float distance : distances) {
        nearest = Math.min(nearest, distance);
      }
      assertFalse(codes.anyBelow(others, 10, nearest));
      assertTrue(codes.anyBelow(others, 10, Math.nextUp(nearest)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aScanLeavesHiddenRowsOut(Metric metric) {
    VectorSet set = VectorSet.CLUSTERED;
    VectorSpace space = filled(set, metric, metric.quantises());
    RowScorer scorer = metric.quantises() ? space.codes() : space.floats();
    scorer.aim(set.queries()[0]);
    scorer.scan(2000, NONE, 3, queue);
    int[] best = {queue.id(0), queue.id(1), queue.id(2)};
    scorer.scan(2000, new int[] {best[0], best[1]}, 1, queue);
    assertEquals(best[2], queue.id(0));
    scorer.scan(best[2], NONE, 2000, queue);
    assertEquals(best[2], queue.size());
  }

  @Test
  void growingKeepsFloatsCodesAndLinks() {
    VectorSpace space = filled(VectorSet.TINY, Metric.EUCLIDEAN, true);
    space.addLinks();
    space.link(3, new int[] {6, 0, 2}, 3);
    Map<Part, byte[]> before = image(space);
    double bytes = space.bytes();
    space.reserve(100);
    assertEquals(100, space.capacity());
    assertTrue(space.bytes() > bytes);
    Map<Part, byte[]> after = image(space);
    for (Part part : Part.values()) {
      assertArrayEquals(before.get(part), after.get(part));
    }
    int[] links = new int[VectorSpace.MAX_LINKS];
    assertEquals(3, space.links(3, links));
    assertEquals(2, links[2]);
    assertEquals(0, space.links(50, links));
  }

  private static Map<Part, byte[]> image(VectorSpace space) {
    Map<Part, byte[]> image = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      byte[] bytes = new byte[7 * space.imageBytes(part)];
      space.read(part, 0, 7, bytes);
      image.put(part, bytes);
    }
    return image;
  }

  @ParameterizedTest
  @EnumSource(names = {"COSINE", "EUCLIDEAN"})
  void anImageMakesTheSameSpace(Metric metric) {
    VectorSpace space = filled(VectorSet.TINY, metric, true);
    space.addLinks();
    space.link(3, new int[] {6, 0, 2}, 3);
    space.link(3, new int[] {6}, 1);
    Map<Part, byte[]> image = image(space);
    VectorSpace copy = new JavaVectorSpace(3, metric);
    copy.reserve(7);
    copy.addLinks();
    copy.quantise(trained(VectorSet.TINY, metric));
    // Chunk by chunk: rows 0 to 3, then 4 to 6.
    for (Part part : Part.values()) {
      int split = 4 * space.imageBytes(part);
      copy.write(part, 0, 4, Arrays.copyOf(image.get(part), split));
      byte[] rest = image.get(part);
      copy.write(part, 4, 3, Arrays.copyOfRange(rest, split, rest.length));
    }
    Map<Part, byte[]> again = image(copy);
    for (Part part : Part.values()) {
      assertArrayEquals(image.get(part), again.get(part));
    }
    int[] rows = {0, 1, 2, 3, 4, 5, 6};
    for (boolean coded : new boolean[] {true, false}) {
      RowScorer from = coded ? space.codes() : space.floats();
      RowScorer to = coded ? copy.codes() : copy.floats();
      float[] expected = new float[7];
      float[] actual = new float[7];
      from.aimAtRow(2);
      to.aimAtRow(2);
      from.distances(rows, 7, expected);
      to.distances(rows, 7, actual);
      assertArrayEquals(expected, actual);
    }
  }

  @Test
  void whatCannotBeAllocatedIsAQuotaErrorAndChangesNothing() {
    VectorSpace space = filled(VectorSet.TINY, Metric.DOT, false);
    space.addLinks();
    double bytes = space.bytes();
    for (int rows : new int[] {Integer.MAX_VALUE, 1 << 27, 1 << 26}) {
      GranaryException e = assertThrows(GranaryException.class, () -> space.reserve(rows));
      assertEquals(GranaryException.Code.QUOTA, e.code());
    }
    assertEquals(7, space.capacity());
    assertEquals(bytes, space.bytes());
    float[] vector = new float[3];
    space.get(6, vector);
    assertArrayEquals(VectorSet.TINY.rows()[6], vector);
  }
}
