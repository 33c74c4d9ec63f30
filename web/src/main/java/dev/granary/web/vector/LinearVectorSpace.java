package dev.granary.web.vector;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.vector.FloatDistances;
import dev.granary.vector.Metric;
import dev.granary.vector.Quantiser;
import dev.granary.vector.RowScorer;
import dev.granary.vector.VectorSpace;
import dev.granary.web.kernel.KernelMemory;

/**
 * A space in the linear memory of the kernels. The floats of all rows come first and never move.
 * Everything else lies behind them ({@link Regions}), and moves up when the floats need more room.
 */
public final class LinearVectorSpace implements VectorSpace {
  /** What the kernels take at a time, in bytes. */
  private static final int FLOATS_AT_ONCE = 64;

  private static final int CODES_AT_ONCE = 32;

  /** The bytes of one list of links: their number comes first. */
  static final int LINK_STRIDE = 4 * (1 + MAX_LINKS);

  /** An address has 31 bits. The rest of the memory is for marks and scores. */
  private static final double MOST_BYTES = 0.9 * Integer.MAX_VALUE;

  private final int dimensions;
  private final Metric metric;
  final KernelMemory memory;
  final int floatStride;
  final int codeStride;
  final RowLists lists;
  private final LinearFloatScorer floatScorer;
  private final LinearCodeScorer codeScorer;
  Regions regions;

  /** The keys that have room in the pool, which lies behind all regions. */
  private int poolKeys;

  /** One over the length of each row, for cosines. */
  float[] inverse = {};

  /** What each row of codes adds to a squared distance. */
  float[] terms = {};

  Quantiser quantiser;

  /**
   * An empty space.
   *
   * @param memory a memory that nothing else uses
   */
  public LinearVectorSpace(int dimensions, Metric metric, KernelMemory memory) {
    this.dimensions = dimensions;
    this.metric = metric;
    this.memory = memory;
    floatStride = Regions.padded(4 * dimensions, FLOATS_AT_ONCE);
    codeStride = Regions.padded(dimensions, CODES_AT_ONCE);
    lists = new RowLists(memory);
    floatScorer = new LinearFloatScorer(this);
    codeScorer = new LinearCodeScorer(this);
    regions = Regions.none(memory.allocate(0));
  }

  @Override
  public int dimensions() {
    return dimensions;
  }

  @Override
  public Metric metric() {
    return metric;
  }

  @Override
  public int capacity() {
    return regions.rows();
  }

  @Override
  public void reserve(int rows) {
    if (rows > regions.rows()) {
      resize(rows, regions.coded(), regions.linked());
    }
  }

  @Override
  public void addLinks() {
    if (!regions.linked()) {
      int rows = regions.rows();
      resize(rows, regions.coded(), true);
      for (int row = 0; row < rows; row++) {
        memory.ints()[linksAt(row) / 4] = 0;
      }
    }
  }

  /** Makes room before anything moves. */
  private void resize(int rows, boolean coded, boolean linked) {
    // 1. Take the memory.
    double floats = (double) rows * floatStride;
    double codes = coded ? (double) rows * codeStride : 0;
    double links = linked ? (double) rows * LINK_STRIDE : 0;
    if (regions.floats() + floats + codes + links > MOST_BYTES) {
      throw tooLarge(rows, null);
    }
    Regions next = Regions.of(regions.floats(), rows, floatStride, coded ? codeStride : 0, linked);
    float[] newInverse;
    float[] newTerms;
    try {
      newInverse = grown(inverse, metric == Metric.COSINE ? rows : 0);
      newTerms = grown(terms, coded && metric == Metric.EUCLIDEAN ? rows : 0);
      floatScorer.reserve(rows);
      codeScorer.reserve(rows);
      memory.allocate(next.end() - regions.end());
    } catch (RuntimeException e) {
      throw tooLarge(rows, e);
    }

    // 2. Move the last region first: each moves up, to where the next one was.
    regions.moveTo(next, memory);
    inverse = newInverse;
    terms = newTerms;
    regions = next;
    codeScorer.moved();
  }

  private static float[] grown(float[] from, int length) {
    float[] to = new float[length];
    System.arraycopy(from, 0, to, 0, from.length);
    return to;
  }

  private GranaryException tooLarge(int rows, Throwable cause) {
    String message =
        "There is not enough memory for " + rows + " vectors of " + dimensions + " dimensions.";
    return new GranaryException(Code.QUOTA, message, cause).with("rows", rows);
  }

  /** Returns the address of the pool, with room for so many keys. */
  int pool(int keys) {
    if (keys > poolKeys) {
      memory.allocate(8 * (keys - poolKeys));
      poolKeys = keys;
    }
    return regions.end();
  }

  @Override
  public double bytes() {
    return memory.size() + 4.0 * inverse.length + 4.0 * terms.length + floatScorer.bytes();
  }

  int floatsAt(int row) {
    return regions.floats() + row * floatStride;
  }

  int codesAt(int row) {
    return regions.codes() + row * codeStride;
  }

  private int linksAt(int row) {
    return regions.links() + row * LINK_STRIDE;
  }

  @Override
  public void set(int row, float[] vector) {
    float[] floats = memory.floats();
    int at = floatsAt(row) / 4;
    System.arraycopy(vector, 0, floats, at, dimensions);
    for (int d = dimensions; d < floatStride / 4; d++) {
      floats[at + d] = 0;
    }
    if (metric == Metric.COSINE) {
      inverse[row] = (float) FloatDistances.inverseLength(vector, 0, dimensions);
    }
    if (regions.linked()) {
      memory.ints()[linksAt(row) / 4] = 0;
    }
  }

  @Override
  public void get(int row, float[] vector) {
    System.arraycopy(memory.floats(), floatsAt(row) / 4, vector, 0, dimensions);
  }

  @Override
  public void quantise(Quantiser quantiser) {
    if (!regions.coded()) {
      resize(regions.rows(), true, regions.linked());
    }
    this.quantiser = quantiser;
  }

  @Override
  public int encode(int row) {
    byte[] bytes = memory.bytes();
    int at = codesAt(row);
    int clipped = quantiser.encode(memory.floats(), floatsAt(row) / 4, scale(row), bytes, at);
    // The padding is the middle, so that a row less the middle is a query whose padding is zero.
    for (int d = dimensions; d < codeStride; d++) {
      bytes[at + d] = Quantiser.MIDDLE;
    }
    completeCodes(row);
    return clipped;
  }

  private void completeCodes(int row) {
    if (metric == Metric.EUCLIDEAN) {
      terms[row] = (float) quantiser.squaredNorm(memory.bytes(), codesAt(row));
    }
  }

  double scale(int row) {
    return metric == Metric.COSINE ? inverse[row] : 1;
  }

  @Override
  public RowScorer floats() {
    return floatScorer;
  }

  @Override
  public RowScorer codes() {
    return codeScorer;
  }

  @Override
  public int links(int row, int[] into) {
    int[] ints = memory.ints();
    int at = linksAt(row) / 4;
    int count = ints[at];
    for (int i = 0; i < count; i++) {
      into[i] = ints[at + 1 + i];
    }
    return count;
  }

  @Override
  public void link(int row, int[] links, int count) {
    int[] ints = memory.ints();
    int at = linksAt(row) / 4;
    ints[at] = count;
    for (int i = 0; i < count; i++) {
      ints[at + 1 + i] = links[i];
    }
  }

  @Override
  public int imageBytes(Part part) {
    return switch (part) {
      case FLOATS -> 4 * dimensions;
      case CODES -> codeStride;
      case LINKS -> LINK_STRIDE;
    };
  }

  @Override
  public void read(Part part, int row, int count, byte[] into) {
    byte[] bytes = memory.bytes();
    int length = imageBytes(part);
    for (int i = 0; i < count; i++) {
      System.arraycopy(bytes, addressOf(part, row + i), into, i * length, length);
      if (part == Part.LINKS) {
        // What an earlier list left behind the links is no part of the image.
        int used = 4 * (1 + memory.ints()[linksAt(row + i) / 4]);
        for (int at = used; at < length; at++) {
          into[i * length + at] = 0;
        }
      }
    }
  }

  private int addressOf(Part part, int row) {
    return switch (part) {
      case FLOATS -> floatsAt(row);
      case CODES -> codesAt(row);
      case LINKS -> linksAt(row);
    };
  }

  @Override
  public void write(Part part, int row, int count, byte[] from) {
    int length = imageBytes(part);
    float[] vector = new float[dimensions];
    for (int i = 0; i < count; i++) {
      System.arraycopy(from, i * length, memory.bytes(), addressOf(part, row + i), length);
      switch (part) {
        case FLOATS -> {
          get(row + i, vector);
          set(row + i, vector);
        }
        case CODES -> completeCodes(row + i);
        case LINKS -> {}
      }
    }
  }
}
