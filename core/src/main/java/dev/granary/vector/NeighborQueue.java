package dev.granary.vector;

/**
 * Keeps the best candidates in ascending order of their scores. An entry is a score and an id of 31
 * bits, whose highest bit says that the entry has been expanded. A kernel keeps the two ints as one
 * 64-bit key: first the score as an int of the same order, then the id, compared without a sign.
 */
public final class NeighborQueue {
  private static final int EXPANDED = 1 << 31;

  private int[] scores = {};
  private int[] ids = {};
  private int capacity;
  private int size;

  /** The limit that a score must be below: the score of the last entry once the queue is full. */
  private float worst;

  /** Removes all entries and makes room for {@code capacity} entries. */
  public void clear(int capacity) {
    if (ids.length < capacity) {
      scores = new int[capacity];
      ids = new int[capacity];
    }
    this.capacity = capacity;
    size = 0;
    worst = capacity == 0 ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
  }

  /** Returns the number of entries. */
  public int size() {
    return size;
  }

  /** Returns the limit that a score must be below to be added. */
  public float limit() {
    return worst;
  }

  /** Returns the id of an entry, which must exist. */
  public int id(int place) {
    return ids[place] & ~EXPANDED;
  }

  /** Returns the score of an entry, which must exist. */
  public float score(int place) {
    return Float.intBitsToFloat(ordered(scores[place]));
  }

  /**
   * Adds a candidate if its score is below the limit. So a full queue accepts no equal score, and
   * no queue accepts NaN or positive infinity.
   *
   * @return the entry's place, or -1 if the candidate was not added
   */
  public int offer(float score, int id) {
    if (!(score < worst)) {
      return -1;
    }
    int key = ordered(Float.floatToRawIntBits(score));
    int place = lowerBound(key, id);
    if (size < capacity) {
      size++;
    }
    for (int i = size - 1; i > place; i--) {
      scores[i] = scores[i - 1];
      ids[i] = ids[i - 1];
    }
    scores[place] = key;
    ids[place] = id;
    if (size == capacity) {
      worst = score(size - 1);
    }
    return place;
  }

  /**
   * Replaces all entries by those of a kernel's pool: two ints for each, the id first.
   *
   * @param capacity what {@link #clear} takes; the pool has at most as many entries
   */
  public void take(int[] pool, int at, int size, int capacity) {
    clear(capacity);
    for (int i = 0; i < size; i++) {
      ids[i] = pool[at + 2 * i];
      scores[i] = pool[at + 2 * i + 1];
    }
    this.size = size;
    if (size == capacity && size > 0) {
      worst = score(size - 1);
    }
  }

  boolean expanded(int place) {
    return ids[place] < 0;
  }

  /** Marks an entry in its place. Among equal scores this may break the order of ids. */
  void expand(int place) {
    ids[place] |= EXPANDED;
  }

  /**
   * Returns the number of entries before this one. A kernel searches in exactly this way: marks
   * break the order of ids, so the search decides where an equal score goes.
   */
  private int lowerBound(int score, int id) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int other = scores[middle];
      // Adding the lowest int makes the comparison unsigned.
      if (other < score
          || (other == score && ids[middle] + Integer.MIN_VALUE < id + Integer.MIN_VALUE)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Converts the bits of a float to an int of the same order, and back. */
  private static int ordered(int bits) {
    return bits ^ ((bits >> 31) & 0x7fffffff);
  }
}
