package dev.granary.vector.hnsw;

import dev.granary.vector.Neighbours;
import dev.granary.vector.VectorSpace;
import java.util.Arrays;

/**
 * A hierarchical graph of the rows of a space. Every row is on level 0. One in M of the rows of a
 * level is on the level above, too. A search enters at the top.
 */
public final class HnswGraph {
  private static final int NOT_ABOVE = -1;
  private static final int[] NONE = {};

  private final VectorSpace space;
  private final int maxLinks;
  private final Neighbours ground;
  private final Upper[] uppers = new Upper[HnswBuilder.MAX_LEVEL + 1];

  /** Where the lists of each row begin in {@link #upper}, or {@link #NOT_ABOVE}. */
  private int[] upperAt = {};

  /**
   * For each row above level 0 its level, then for each level from 1 on the number of links and
   * room for them.
   */
  private int[] upper = {};

  private int upperEnd;
  private int size;
  private int entry;
  private int top;

  /**
   * An empty graph.
   *
   * @param maxLinks the most links that a row has on an upper level: the M of the paper
   */
  public HnswGraph(VectorSpace space, int maxLinks) {
    this.space = space;
    this.maxLinks = maxLinks;
    ground = space::links;
    for (int level = 1; level < uppers.length; level++) {
      uppers[level] = new Upper(level);
    }
  }

  /** Returns the number of rows that are linked: the rows from 0 on, in order. */
  public int size() {
    return size;
  }

  /** Returns the row at which every search begins; the graph must not be empty. */
  public int entry() {
    return entry;
  }

  /** Returns the highest level. */
  public int top() {
    return top;
  }

  /** Returns the most links that a row has on an upper level. */
  public int maxLinks() {
    return maxLinks;
  }

  /** Returns how many bytes the upper levels take. */
  public double bytes() {
    return 4.0 * upperAt.length + 4.0 * upper.length;
  }

  /** Returns the links of a level. */
  public Neighbours level(int level) {
    return level == 0 ? ground : uppers[level];
  }

  /** Returns the highest level of a row. */
  public int levelOf(int row) {
    return upperAt[row] == NOT_ABOVE ? 0 : upper[upperAt[row]];
  }

  /** Returns a number that depends on every level and every link, to compare graphs. */
  public int digest() {
    int digest = 31 * entry + top;
    int[] links = new int[VectorSpace.MAX_LINKS];
    for (int row = 0; row < size; row++) {
      for (int level = 0; level <= levelOf(row); level++) {
        int count = level(level).links(row, links);
        digest = 31 * digest + count;
        for (int i = 0; i < count; i++) {
          digest = 31 * digest + links[i];
        }
      }
    }
    return digest;
  }

  /** Adds the next row, without links. */
  int add(int level) {
    if (size == upperAt.length) {
      upperAt = Arrays.copyOf(upperAt, Math.max(64, size + size / 2));
    }
    // An earlier graph of the same space may have left links.
    space.link(size, NONE, 0);
    upperAt[size] = NOT_ABOVE;
    if (level > 0) {
      int end = upperEnd + 1 + level * (1 + maxLinks);
      if (end > upper.length) {
        upper = Arrays.copyOf(upper, Math.max(end, upper.length + upper.length / 2));
      }
      upperAt[size] = upperEnd;
      upper[upperEnd] = level;
      upperEnd = end;
    }
    return size++;
  }

  /** Makes a row the entry, with its level the top. */
  void enterAt(int row) {
    entry = row;
    top = levelOf(row);
  }

  /** Replaces the links of a row. */
  public void link(int level, int row, int[] links, int count) {
    if (level == 0) {
      space.link(row, links, count);
      return;
    }
    assert levelOf(row) >= level : "row " + row + " is not on level " + level;
    assert count <= maxLinks : count + " links on level " + level;
    int at = listAt(level, row);
    upper[at] = count;
    System.arraycopy(links, 0, upper, at + 1, count);
  }

  private int listAt(int level, int row) {
    return upperAt[row] + 1 + (level - 1) * (1 + maxLinks);
  }

  /** The links of one upper level. */
  private final class Upper implements Neighbours {
    private final int level;

    Upper(int level) {
      this.level = level;
    }

    @Override
    public int links(int row, int[] into) {
      int at = listAt(level, row);
      System.arraycopy(upper, at + 1, into, 0, upper[at]);
      return upper[at];
    }
  }
}
