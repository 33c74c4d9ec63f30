package dev.granary.vector;

/** The links of one level of a graph. */
public interface Neighbours {
  /** Copies the links of a row into {@code into}, and returns their number. */
  int links(int row, int[] into);
}
