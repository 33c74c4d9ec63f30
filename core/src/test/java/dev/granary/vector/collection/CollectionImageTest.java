package dev.granary.vector.collection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.vector.JavaVectorSpace;
import dev.granary.vector.Metric;
import dev.granary.vector.VectorSet;
import dev.granary.vector.collection.CollectionOptions.IndexKind;
import dev.granary.vector.text.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CollectionImageTest {
  private static final int SEGMENT = 64 * 1024;
  private static final VectorSet SET = VectorSet.HARD;

  /** A stored image: its description and its segments, as a store has them. */
  private static final class Stored {
    String meta = "";
    List<byte[]> segments = List.of();

    /** The bytes that the last save made. */
    long written;

    void save(VectorCollection collection) {
      CollectionImage image = collection.image(SEGMENT);
      List<byte[]> next = new ArrayList<>();
      written = 0;
      while (image.next()) {
        if (image.kept() < 0) {
          byte[] bytes = image.bytes();
          assertTrue(bytes.length <= SEGMENT, bytes.length + " bytes");
          written += bytes.length;
          next.add(bytes);
        } else {
          next.add(segments.get(image.kept()));
        }
      }
      meta = image.meta().encode();
      segments = next;
      image.saved();
    }

    VectorCollection load() {
      CollectionMeta decoded = CollectionMeta.decode(meta);
      CollectionOptions options = decoded.options();
      JavaVectorSpace space = new JavaVectorSpace(options.dimensions(), options.metric());
      CollectionLoader loader = new CollectionLoader(decoded, space, Words.unicode());
      for (byte[] segment : segments) {
        loader.add(segment);
        while (loader.step(100)) {}
      }
      VectorCollection collection = loader.finish();
      assertEquals(decoded.size(), collection.size());
      return collection;
    }
  }

  private static void insert(VectorCollection collection, int from, int to) {
    for (int row = from; row < to; row++) {
      String metadata = row % 3 == 0 ? null : "{\"n\":" + row + ",\"é\":\"東\"}";
      String text = row % 5 == 0 ? "row " + row + " of Straße " + row % 7 : null;
      collection.insert(SET.rows()[row], row % 2 == 0 ? "row " + row : null, metadata, text);
    }
  }

  private static void work(VectorCollection collection) {
    while (collection.work(100)) {}
  }

  /** Both collections must answer alike, item for item. */
  private static void assertSame(VectorCollection one, VectorCollection other) {
    work(one);
    work(other);
    assertEquals(one.size(), other.size());
    assertEquals(one.usesGraph(), other.usesGraph());
    assertEquals(one.usesCodes(), other.usesCodes());
    for (float[] query : SET.queries()) {
      SearchRequest nearest = SearchRequest.nearest(query, 7);
      assertEquals(one.search(nearest), other.search(nearest));
      SearchRequest both = nearest.withText("straße 3").where("{\"n\":{\"gt\":30}}");
      assertEquals(one.search(both), other.search(both));
      for (Match match : one.search(nearest)) {
        assertArrayEquals(one.get(match.id()).vector(), other.get(match.id()).vector());
      }
    }
    assertEquals(
        one.insert(SET.queries()[0], null, null, null),
        other.insert(SET.queries()[0], null, null, null));
  }

  @ParameterizedTest
  @CsvSource({
    "COSINE, HNSW, true",
    "EUCLIDEAN, HNSW, true",
    "DOT, HNSW, false",
    "MANHATTAN, HNSW, true",
    "COSINE, FLAT, true",
    "DOT, FLAT, false"
  })
  void aLoadedCollectionAnswersAsTheSavedOne(Metric metric, IndexKind index, boolean quantised) {
    CollectionOptions options =
        new CollectionOptions(SET.dimensions(), metric, index, quantised, 8, 60, 3);
    VectorCollection collection =
        new VectorCollection(options, new JavaVectorSpace(SET.dimensions(), metric));
    Stored stored = new Stored();
    stored.save(collection);
    assertEquals(0, stored.load().size());

    insert(collection, 0, 900);
    collection.delete("row 44");
    collection.insert(SET.rows()[44], "row 46", "[]", "another");
    stored.save(collection);
    VectorCollection loaded = stored.load();
    assertEquals(options, loaded.options());
    assertNull(loaded.get("row 44"));
    assertEquals("[]", loaded.get("row 46").metadata());
    assertSame(collection, loaded);

    // What was inserted after the load is saved, too, and a compaction.
    insert(loaded, 900, 1200);
    for (int row = 100; row < 600; row += 2) {
      loaded.delete("row " + row);
    }
    stored.save(loaded);
    assertSame(loaded, stored.load());
    while (loaded.compact(10)) {}
    work(loaded);
    stored.save(loaded);
    assertSame(loaded, stored.load());
  }

  @Test
  void onlyWhatChangedIsWrittenAgain() {
    VectorCollection collection =
        new VectorCollection(
            new CollectionOptions(
                SET.dimensions(), Metric.COSINE, IndexKind.HNSW, true, 16, 128, 1),
            new JavaVectorSpace(SET.dimensions(), Metric.COSINE));
    insert(collection, 0, 1800);
    work(collection);
    Stored stored = new Stored();
    stored.save(collection);
    long first = stored.written;
    assertTrue(first > 1800 * 64 * 4 + 1800 * 132, first + " bytes");

    stored.save(collection);
    assertEquals(0, stored.written);
    collection.delete("row 8");
    stored.save(collection);
    assertEquals(4 + Segment.TRAILER, stored.written);

    // The last segment of the floats and of the items, and the rows that are new.
    insert(collection, 1800, 1900);
    work(collection);
    stored.save(collection);
    assertTrue(stored.written < 2L * SEGMENT + 100 * (4 * 64 + 50), stored.written + " bytes");
    assertSame(collection, stored.load());

    // After a load the same holds.
    VectorCollection loaded = stored.load();
    stored.save(loaded);
    assertEquals(0, stored.written);

    // Many new rows: the links are written again.
    insert(loaded, 1900, 2000);
    for (int i = 0; i < 200; i++) {
      loaded.insert(SET.rows()[i], "again " + i, null, null);
    }
    work(loaded);
    stored.save(loaded);
    assertTrue(stored.written > 2000 * 132 && stored.written < first, stored.written + " bytes");
    assertSame(loaded, stored.load());
  }

  @Test
  void anImageThatWasNotStoredChangesNothing() {
    VectorCollection collection = VectorCollectionTest.empty(64, Metric.DOT, IndexKind.FLAT);
    insert(collection, 0, 500);
    Stored stored = new Stored();
    stored.save(collection);
    insert(collection, 500, 1000);
    CollectionImage abandoned = collection.image(SEGMENT);
    while (abandoned.next()) {
      abandoned.kept();
    }
    stored.save(collection);
    assertSame(collection, stored.load());
  }

  /** A damaged segment is noticed, or does not matter; it never breaks the loader or a search. */
  @Test
  void damagedSegmentsAreCorruptOrHarmless() {
    VectorCollection collection =
        new VectorCollection(
            new CollectionOptions(
                SET.dimensions(), Metric.EUCLIDEAN, IndexKind.HNSW, true, 4, 40, 1),
            new JavaVectorSpace(SET.dimensions(), Metric.EUCLIDEAN));
    insert(collection, 0, 400);
    work(collection);
    collection.delete("row 10");
    Stored stored = new Stored();
    stored.save(collection);
    List<byte[]> whole = stored.segments;
    Random random = new Random(5);
    int refused = 0;
    for (int i = 0; i < 3000; i++) {
      List<byte[]> damaged = new ArrayList<>(whole);
      int place = random.nextInt(whole.size());
      byte[] bytes = whole.get(place).clone();
      switch (random.nextInt(6)) {
        case 0 -> damaged.remove(place);
        case 1 -> damaged.add(place, whole.get(random.nextInt(whole.size())));
        case 2 -> damaged.set(place, new byte[random.nextInt(40)]);
        case 3 -> damaged.set(place, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
        default -> {
          for (int change = random.nextInt(3); change >= 0; change--) {
            int tail = Math.min(bytes.length, random.nextBoolean() ? 16 : bytes.length);
            bytes[bytes.length - 1 - random.nextInt(tail)] ^= (byte) (1 << random.nextInt(8));
          }
          damaged.set(place, bytes);
        }
      }
      stored.segments = damaged;
      try {
        VectorCollection loaded = stored.load();
        work(loaded);
        assertEquals(10, loaded.search(SearchRequest.nearest(SET.queries()[0], 10)).size());
      } catch (GranaryException e) {
        refused++;
        assertEquals(Code.CORRUPT, e.code(), e.getMessage());
      }
    }
    assertTrue(refused > 1500, refused + " refused");
    stored.segments = whole;
    assertSame(collection, stored.load());
  }

  @Test
  void aDamagedDescriptionIsCorrupt() {
    VectorCollection collection = VectorCollectionTest.empty(64, Metric.DOT, IndexKind.HNSW);
    insert(collection, 0, 300);
    String meta = collection.image(SEGMENT).meta().encode();
    assertEquals(meta, CollectionMeta.decode(meta).encode());
    for (String damaged :
        Set.of(
            "",
            "{}",
            "[1]",
            meta + "}",
            meta.replace("dot", "taxi"),
            meta.replace("\"rows\":300", "\"rows\":-1"),
            meta.replace("\"rows\":300", "\"rows\":1e10"),
            meta.replace("\"deleted\":0", "\"deleted\":301"),
            meta.replace("\"dimensions\":64", "\"dimensions\":0"),
            meta.replace("hnsw", "flat"),
            meta.replace("\"dot\"", "\"manhattan\""))) {
      GranaryException e =
          assertThrows(GranaryException.class, () -> CollectionMeta.decode(damaged), damaged);
      assertEquals(Code.CORRUPT, e.code(), damaged);
    }
    String newer = meta.replace("\"v\":1", "\"v\":2");
    GranaryException e = assertThrows(GranaryException.class, () -> CollectionMeta.decode(newer));
    assertEquals(Code.VERSION, e.code());
    assertFalse(meta.contains("row 0"));
  }
}
