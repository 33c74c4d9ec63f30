package dev.granary.vector;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;

/** A space of Java arrays, with the loops of this package. */
public final class JavaVectorSpace implements VectorSpace {
  /** What kernels take at a time. */
  private static final int FLOATS_AT_ONCE = 16;

  private static final int BYTES_AT_ONCE = 32;

  /** The ints of one list of links: their number comes first. */
  static final int LINK_STRIDE = 1 + MAX_LINKS;

  private final int dimensions;
  private final Metric metric;

  final int floatStride;
  final int codeStride;

  float[] floats = {};

  /** One over the length of each row, for cosines. */
  float[] inverse = {};

  byte[] codes = {};

  /** What each row of codes adds to a squared distance. */
  float[] terms = {};

  int[] links = {};
  Quantiser quantiser;
  private boolean linked;
  private int capacity;
  private final FloatScorer floatScorer;
  private final CodeScorer codeScorer;

  public JavaVectorSpace(int dimensions, Metric metric) {
    this.dimensions = dimensions;
    this.metric = metric;
    floatStride = padded(dimensions, FLOATS_AT_ONCE);
    codeStride = padded(dimensions, BYTES_AT_ONCE);
    floatScorer = new FloatScorer(this);
    codeScorer = new CodeScorer(this);
  }

  private static int padded(int size, int unit) {
    return (size + unit - 1) / unit * unit;
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
    return capacity;
  }

  @Override
  public void reserve(int rows) {
    if (rows > capacity) {
      resize(rows, quantiser != null, linked);
    }
  }

  @Override
  public void addLinks() {
    if (!linked) {
      resize(capacity, quantiser != null, true);
      linked = true;
    }
  }

  /** Makes all new arrays before it keeps one of them. */
  private void resize(int rows, boolean coded, boolean linked) {
    double ints = (double) rows * Math.max(floatStride, linked ? LINK_STRIDE : 0);
    if (ints > Integer.MAX_VALUE - 8.0) {
      throw tooLarge(rows, null);
    }
    float[] newFloats;
    float[] newInverse;
    byte[] newCodes;
    float[] newTerms;
    int[] newLinks;
    try {
      newFloats = grown(floats, rows * floatStride);
      newInverse = grown(inverse, metric == Metric.COSINE ? rows : 0);
      newTerms = grown(terms, coded && metric == Metric.EUCLIDEAN ? rows : 0);
      newCodes = new byte[coded ? rows * codeStride : 0];
      newLinks = new int[linked ? rows * LINK_STRIDE : 0];
      floatScorer.reserve(rows);
      codeScorer.reserve(coded ? rows : 0);
    } catch (OutOfMemoryError | RuntimeException e) {
      // A browser throws an error of its own, which is a RuntimeException here.
      throw tooLarge(rows, e);
    }
    System.arraycopy(codes, 0, newCodes, 0, codes.length);
    System.arraycopy(links, 0, newLinks, 0, links.length);
    floats = newFloats;
    inverse = newInverse;
    codes = newCodes;
    terms = newTerms;
    links = newLinks;
    capacity = rows;
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

  @Override
  public double bytes() {
    double numbers = (double) floats.length + inverse.length + terms.length + links.length;
    return 4 * numbers + codes.length + floatScorer.bytes() + codeScorer.bytes();
  }

  @Override
  public void set(int row, float[] vector) {
    System.arraycopy(vector, 0, floats, row * floatStride, dimensions);
    if (metric == Metric.COSINE) {
      inverse[row] = (float) FloatDistances.inverseLength(vector, 0, dimensions);
    }
    if (linked) {
      links[row * LINK_STRIDE] = 0;
    }
  }

  @Override
  public void get(int row, float[] vector) {
    System.arraycopy(floats, row * floatStride, vector, 0, dimensions);
  }

  @Override
  public void quantise(Quantiser quantiser) {
    if (this.quantiser == null) {
      resize(capacity, true, linked);
    }
    this.quantiser = quantiser;
  }

  @Override
  public int encode(int row) {
    int at = row * codeStride;
    int clipped = quantiser.encode(floats, row * floatStride, scale(row), codes, at);
    // The padding is the middle, so that a row less the middle is a query whose padding is zero.
    for (int d = dimensions; d < codeStride; d++) {
      codes[at + d] = Quantiser.MIDDLE;
    }
    completeCodes(row);
    return clipped;
  }

  private void completeCodes(int row) {
    if (metric == Metric.EUCLIDEAN) {
      terms[row] = (float) quantiser.squaredNorm(codes, row * codeStride);
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
    int at = row * LINK_STRIDE;
    int count = links[at];
    System.arraycopy(links, at + 1, into, 0, count);
    return count;
  }

  @Override
  public void link(int row, int[] linked, int count) {
    int at = row * LINK_STRIDE;
    links[at] = count;
    System.arraycopy(linked, 0, links, at + 1, count);
  }

  @Override
  public int imageBytes(Part part) {
    return switch (part) {
      case FLOATS -> 4 * dimensions;
      case CODES -> codeStride;
      case LINKS -> 4 * LINK_STRIDE;
    };
  }

  @Override
  public void read(Part part, int row, int count, byte[] into) {
    int bytes = imageBytes(part);
    for (int i = 0; i < count; i++) {
      int to = i * bytes;
      switch (part) {
        case FLOATS -> {
          for (int d = 0; d < dimensions; d++) {
            int bits = Float.floatToRawIntBits(floats[(row + i) * floatStride + d]);
            writeInt(into, to + 4 * d, bits);
          }
        }
        case CODES -> System.arraycopy(codes, (row + i) * codeStride, into, to, bytes);
        case LINKS -> {
          int at = (row + i) * LINK_STRIDE;
          // What an earlier list left behind the links is no part of the image.
          for (int link = 0; link < LINK_STRIDE; link++) {
            writeInt(into, to + 4 * link, link <= links[at] ? links[at + link] : 0);
          }
        }
      }
    }
  }

  @Override
  public void write(Part part, int row, int count, byte[] from) {
    int bytes = imageBytes(part);
    float[] vector = new float[dimensions];
    for (int i = 0; i < count; i++) {
      int at = i * bytes;
      switch (part) {
        case FLOATS -> {
          for (int d = 0; d < dimensions; d++) {
            vector[d] = Float.intBitsToFloat(readInt(from, at + 4 * d));
          }
          set(row + i, vector);
        }
        case CODES -> {
          System.arraycopy(from, at, codes, (row + i) * codeStride, bytes);
          completeCodes(row + i);
        }
        case LINKS -> {
          for (int link = 0; link < LINK_STRIDE; link++) {
            links[(row + i) * LINK_STRIDE + link] = readInt(from, at + 4 * link);
          }
        }
      }
    }
  }

  private static void writeInt(byte[] into, int at, int value) {
    into[at] = (byte) value;
    into[at + 1] = (byte) (value >> 8);
    into[at + 2] = (byte) (value >> 16);
    into[at + 3] = (byte) (value >> 24);
  }

  private static int readInt(byte[] from, int at) {
    return (from[at] & 0xff)
        | (from[at + 1] & 0xff) << 8
        | (from[at + 2] & 0xff) << 16
        | from[at + 3] << 24;
  }
}
