package dev.granary.vector.collection;

/** Decides which items a search may return. */
public interface ItemFilter {
  /**
   * Returns whether an item is accepted.
   *
   * @param metadata JSON, or null
   */
  boolean accepts(String metadata, String id);
}
