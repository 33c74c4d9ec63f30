package dev.granary.vector.collection;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.vector.Metric;

/**
 * What a collection is made of.
 *
 * @param quantised whether codes of seven bits are made, where the metric allows it
 * @param links how many links a row has on each upper level of a graph: the M of HNSW
 * @param construction how many candidates a new row of a graph has: efConstruction
 */
public record CollectionOptions(
    int dimensions,
    Metric metric,
    IndexKind index,
    boolean quantised,
    int links,
    int construction,
    int seed) {
  private static final int MAX_DIMENSIONS = 65_536;

  /** Which index answers. */
  public enum IndexKind {
    /** A flat index while it is faster, and a graph from then on. */
    AUTO("auto"),
    FLAT("flat"),
    HNSW("hnsw");

    private final String label;

    IndexKind(String label) {
      this.label = label;
    }

    /** Returns the name in the public contract. */
    public String label() {
      return label;
    }

    /** Returns the kind of this name in the public contract, or null. */
    public static IndexKind of(String label) {
      for (IndexKind kind : values()) {
        if (kind.label.equals(label)) {
          return kind;
        }
      }
      return null;
    }
  }

  public CollectionOptions {
    check("dimensions", dimensions, 1, MAX_DIMENSIONS);
    check("m", links, 4, 16);
    check("efConstruction", construction, 8, 1024);
  }

  /** Returns the defaults: cosine, an automatic index, and codes. */
  public static CollectionOptions of(int dimensions) {
    return new CollectionOptions(dimensions, Metric.COSINE, IndexKind.AUTO, true, 16, 128, 1);
  }

  private static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new GranaryException(
          Code.INVALID, name + " must be from " + least + " to " + most + ", not " + value + ".");
    }
  }
}
