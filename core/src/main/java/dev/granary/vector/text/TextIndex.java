package dev.granary.vector.text;

import dev.granary.vector.NeighborQueue;
import dev.granary.vector.RowFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Ranks texts by the words of a query: BM25 (Robertson and Zaragoza, "The Probabilistic Relevance
 * Framework: BM25 and Beyond", 2009), with k1 = 1.2 and b = 0.75. The scores are those of Lucene's
 * BM25Similarity, except that Lucene rounds the lengths of texts of more than 39 words.
 */
public final class TextIndex {
  private static final double K1 = 1.2;
  private static final double B = 0.75;

  private final Words words;
  private final Map<String, Postings> postings = new HashMap<>();

  /** The number of words of each row's text. */
  private int[] lengths = {};

  private int texts;
  private double totalLength;

  /** The scores of one search. Between two searches all are 0. */
  private float[] scores = {};

  /** The rows that one search has found, and their distances. */
  private int[] listed = {};

  private float[] distances = {};

  public TextIndex(Words words) {
    this.words = words;
  }

  /** Adds the text of a row, which has none. */
  public void add(int row, String text) {
    if (row >= lengths.length) {
      int rows = Math.max(row + 1, lengths.length + lengths.length / 2);
      lengths = Arrays.copyOf(lengths, rows);
      scores = new float[rows];
      listed = new int[rows];
      distances = new float[rows];
    }
    List<String> found = find(text);
    for (String word : found) {
      postings.computeIfAbsent(word, unused -> new Postings()).add(row);
    }
    lengths[row] = found.size();
    if (!found.isEmpty()) {
      texts++;
      totalLength += found.size();
    }
  }

  /** Removes the text of a row. */
  public void remove(int row, String text) {
    List<String> found = find(text);
    for (String word : found) {
      Postings rows = postings.get(word);
      if (rows != null) {
        rows.remove(row);
        if (rows.size() == 0) {
          postings.remove(word);
        }
      }
    }
    if (!found.isEmpty()) {
      texts--;
      totalLength -= lengths[row];
      lengths[row] = 0;
    }
  }

  private List<String> find(String text) {
    List<String> found = new ArrayList<>();
    words.find(text, found);
    return found;
  }

  /**
   * Fills the queue with the best rows for a query; a distance is a score with its sign turned.
   *
   * @param filter decides which rows are returned, or null
   */
  public void search(String query, int best, RowFilter filter, NeighborQueue queue) {
    // 1. Add up what each word contributes to each row.
    List<String> asked = find(query);
    double averageLength = totalLength / texts;
    for (String word : asked) {
      Postings rows = postings.get(word);
      if (rows != null) {
        double idf = Math.log(1 + (texts - rows.size() + 0.5) / (rows.size() + 0.5));
        for (int i = 0; i < rows.size(); i++) {
          double count = rows.count(i);
          double length = lengths[rows.row(i)] / averageLength;
          scores[rows.row(i)] += (float) (idf * count / (count + K1 * (1 - B + B * length)));
        }
      }
    }

    // 2. List each row once, and leave all scores 0, even if the filter fails.
    int count = 0;
    for (String word : asked) {
      Postings rows = postings.get(word);
      for (int i = 0; rows != null && i < rows.size(); i++) {
        int row = rows.row(i);
        if (scores[row] > 0) {
          listed[count] = row;
          distances[count++] = -scores[row];
          scores[row] = 0;
        }
      }
    }

    // 3. Offer the rows that the filter accepts.
    queue.clear(best);
    for (int i = 0; i < count; i++) {
      if (filter == null || filter.accepts(listed[i])) {
        queue.offer(distances[i], listed[i]);
      }
    }
  }
}
