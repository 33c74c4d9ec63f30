package dev.granary.vector;

/** Decides which rows a search may return. */
public interface RowFilter {
  boolean accepts(int row);
}
