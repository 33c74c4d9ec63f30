package dev.granary.vector.collection;

/**
 * What a search asks for. With a vector and a text, the two rankings are joined by reciprocal
 * ranks.
 *
 * @param vector null to search by words alone
 * @param text null to search by the vector alone
 * @param k how many items to return at most
 * @param ef how many candidates a search in a graph keeps: more find more of the truth; 0 leaves it
 *     to the collection
 * @param filter a filter as JSON, as {@code filter.Filter} reads it, or null
 * @param accepts a filter of the caller's own, which wins over the other, or null
 * @param includeVectors whether the results have their vectors
 */
@SuppressWarnings("ArrayRecordComponent") // A request is read once, and compared with none.
public record SearchRequest(
    float[] vector,
    String text,
    int k,
    int ef,
    String filter,
    ItemFilter accepts,
    boolean includeVectors) {
  /** A search for the nearest items. */
  public static SearchRequest nearest(float[] vector, int k) {
    return new SearchRequest(vector, null, k, 0, null, null, false);
  }

  /** The same search among the items that a filter accepts. */
  public SearchRequest where(String filter) {
    return new SearchRequest(vector, text, k, ef, filter, accepts, includeVectors);
  }

  /** The same search among the items that a function accepts. */
  public SearchRequest where(ItemFilter accepts) {
    return new SearchRequest(vector, text, k, ef, filter, accepts, includeVectors);
  }

  /** The same search with words. */
  public SearchRequest withText(String text) {
    return new SearchRequest(vector, text, k, ef, filter, accepts, includeVectors);
  }
}
