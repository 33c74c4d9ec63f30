package dev.granary.vector;

/**
 * The best candidates so far, in ascending order. An entry is a score and an id of 31 bits, whose
 * highest bit says that it has been expanded. As two ints, first the score in an order of ints,
 * then the id compared without a sign, it is what a kernel keeps as one 64-bit key.
 */
public final class NeighborQueue {
  private static final int EXPANDED = 1 << 31;

  private int[] scores = {};
  private int[] ids = {};
  private int capacity;
  private int size;

  /** What a score has to be less than: that of the last entry once the pool is full. */
  private float worst;

  /** Forgets all entries, and makes room for as many as this. */
  public void clear(int capacity) {
    if (ids.length < capacity) {
      scores = new int[capacity];
      ids = new int[capacity];
    }
    this.capacity = capacity;
    size = 0;
    worst = capacity == 0 ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
  }

  /** How many entries there are. */
  public int size() {
    return size;
  }

  /** The id of an entry; callers know that there is one. */
  public int id(int place) {
    return ids[place] & ~EXPANDED;
  }

  /** The score of an entry; callers know that there is one. */
  public float score(int place) {
    return Float.intBitsToFloat(ordered(scores[place]));
  }

  /**
   * Takes a candidate if its score is less than the worst; so a full pool takes no equal score, and
   * none ever takes NaN or positive infinity.
   *
   * @return its place, or -1 if it was not taken
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

  boolean expanded(int place) {
    return ids[place] < 0;
  }

  /** Marks an entry where it is. Among equal scores that may break the order of ids. */
  void expand(int place) {
    ids[place] |= EXPANDED;
  }

  /**
   * The number of entries before this one. A kernel halves in just this way: marks break the order
   * of ids, and then it decides where an equal score goes.
   */
  private int lowerBound(int score, int id) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int other = scores[middle];
      // Adding the lowest int compares without a sign.
      if (other < score
          || (other == score && ids[middle] + Integer.MIN_VALUE < id + Integer.MIN_VALUE)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** From the bits of a float to an int in the same order, and back again. */
  private static int ordered(int bits) {
    return bits ^ ((bits >> 31) & 0x7fffffff);
  }
}
