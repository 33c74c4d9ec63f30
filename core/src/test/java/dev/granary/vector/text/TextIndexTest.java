package dev.granary.vector.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.vector.NeighborQueue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Test;

final class TextIndexTest {
  private static final int TEXTS = 800;

  private final NeighborQueue queue = new NeighborQueue();

  /** Generates texts of up to 39 words, whose lengths Lucene keeps exactly. */
  private static List<String> corpus() {
    Random random = new Random(11);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < TEXTS; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = 1 + random.nextInt(39); length > 0; length--) {
        text.append(word(random)).append(length % 7 == 0 ? ", " : " ");
      }
      texts.add(text.toString());
    }
    return texts;
  }

  /** Few words are frequent, and many are rare. */
  private static String word(Random random) {
    int rank = (int) Math.pow(300, random.nextDouble());
    return (rank % 3 == 0 ? "Word" : "term") + rank;
  }

  @Test
  void scoresAreThoseOfLucene() throws IOException {
    List<String> texts = corpus();
    TextIndex index = new TextIndex(Words.unicode());
    try (ByteBuffersDirectory directory = new ByteBuffersDirectory()) {
      try (IndexWriter writer =
          new IndexWriter(directory, new IndexWriterConfig(new StandardAnalyzer()))) {
        for (int i = 0; i < TEXTS; i++) {
          index.add(i, texts.get(i));
          Document document = new Document();
          document.add(new TextField("text", texts.get(i), Field.Store.NO));
          writer.addDocument(document);
        }
      }
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        compare(index, new IndexSearcher(reader));
      }
    }
  }

  private void compare(TextIndex index, IndexSearcher lucene) throws IOException {
    Random random = new Random(12);
    int compared = 0;
    for (int i = 0; i < 100; i++) {
      BooleanQuery.Builder query = new BooleanQuery.Builder();
      StringBuilder text = new StringBuilder();
      for (int length = 1 + random.nextInt(4); length > 0; length--) {
        String word = word(random);
        text.append(word).append(' ');
        query.add(
            new TermQuery(new Term("text", word.toLowerCase(Locale.ROOT))),
            BooleanClause.Occur.SHOULD);
      }
      Map<Integer, Float> expected = new HashMap<>();
      for (ScoreDoc hit : lucene.search(query.build(), TEXTS).scoreDocs) {
        expected.put(hit.doc, hit.score);
      }
      index.search(text.toString(), TEXTS, null, queue);
      assertEquals(expected.size(), queue.size(), text.toString());
      for (int place = 0; place < queue.size(); place++) {
        assertEquals(expected.get(queue.id(place)), -queue.score(place), 1e-4);
        compared++;
      }
    }
    assertTrue(compared > 1000);
  }

  /** What was removed leaves no trace: scores are those of an index that never had it. */
  @Test
  void removedTextsDoNotCount() {
    List<String> texts = corpus();
    TextIndex some = new TextIndex(Words.unicode());
    TextIndex all = new TextIndex(Words.unicode());
    for (int i = 0; i < TEXTS; i++) {
      all.add(i, texts.get(i));
      if (i % 3 == 0) {
        some.add(i, texts.get(i));
      }
    }
    for (int i = 0; i < TEXTS; i++) {
      if (i % 3 != 0) {
        all.remove(i, texts.get(i));
      }
    }
    NeighborQueue expected = new NeighborQueue();
    some.search("term1 term2 word3 term40", 50, null, expected);
    all.search("term1 term2 word3 term40", 50, null, queue);
    assertEquals(50, queue.size());
    for (int i = 0; i < queue.size(); i++) {
      assertEquals(expected.id(i), queue.id(i));
      assertEquals(expected.score(i), queue.score(i));
    }
  }

  @Test
  void refusedRowsAreNotReturned() {
    TextIndex index = new TextIndex(Words.unicode());
    index.add(0, "one two");
    index.add(1, "one");
    index.search("one", 5, row -> row != 1, queue);
    assertEquals(1, queue.size());
    assertEquals(0, queue.id(0));
    // The search before left nothing behind.
    index.search("one", 5, null, queue);
    assertEquals(2, queue.size());
    assertEquals(1, queue.id(0));
  }

  @Test
  void aFilterThatFailsLeavesNothingBehind() {
    TextIndex index = new TextIndex(Words.unicode());
    index.add(0, "one two");
    index.add(1, "one");
    index.search("one", 5, null, queue);
    float expected = queue.score(0);
    assertThrows(
        IllegalStateException.class,
        () ->
            index.search(
                "one",
                5,
                row -> {
                  throw new IllegalStateException();
                },
                queue));
    index.search("one", 5, null, queue);
    assertEquals(expected, queue.score(0));
  }

  @Test
  void wordsAreLettersDigitsAndMarks() {
    List<String> words = new ArrayList<>();
    Words.unicode().find("Größe: 3,5 km—Éa e\u0301t \ud835\udc00x हिन्दी 東京!", words);
    assertEquals(
        List.of("größe", "3", "5", "km", "éa", "e\u0301t", "\ud835\udc00x", "हिन्दी", "東京"), words);
    words.clear();
    Words.unicode().find("", words);
    Words.unicode().find(" .,\u0301", words);
    assertEquals(List.of(), words);
  }

  @Test
  void ranksAreFusedByTheirReciprocals() {
    NeighborQueue first = ranking(7, 8, 9);
    NeighborQueue second = ranking(9, 5);
    RankFusion.join(first, second, 4, queue);
    assertEquals(4, queue.size());
    assertEquals(9, queue.id(0));
    assertEquals(1 / 63.0 + 1 / 61.0, -queue.score(0), 1e-7);
    assertEquals(7, queue.id(1));
    assertEquals(5, queue.id(2));
    assertEquals(1 / 62.0, -queue.score(2), 1e-7);
    assertEquals(8, queue.id(3));
    RankFusion.join(first, second, 1, queue);
    assertEquals(1, queue.size());
  }

  private static NeighborQueue ranking(int... rows) {
    NeighborQueue ranking = new NeighborQueue();
    ranking.clear(rows.length);
    for (int i = 0; i < rows.length; i++) {
      ranking.offer(i, rows[i]);
    }
    return ranking;
  }
}
