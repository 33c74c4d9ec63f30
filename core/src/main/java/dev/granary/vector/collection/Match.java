package dev.granary.vector.collection;

/**
 * One result of a search.
 *
 * @param score a cosine or a product, of which a higher one is better; or a distance; or, for a
 *     search by words, a score of which a higher one is better
 * @param metadata JSON, or null
 * @param vector null unless the search asked for it
 */
@SuppressWarnings("ArrayRecordComponent") // A caller takes the array.
public record Match(String id, double score, String metadata, float[] vector) {
  /** Names the item. The text of a double would add 14 KB to the download. */
  @Override
  public String toString() {
    return "Match of " + id;
  }
}
