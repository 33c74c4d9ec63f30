package dev.granary.tensor;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import java.util.Objects;

/**
 * Converts the elements of a tensor from one type to another, slice by slice. {@code
 * docs/tensors.md} lists the conversions.
 *
 * <ul>
 *   <li>Floats are rounded to nearest, ties to even. As in NumPy, numbers that are too large become
 *       infinite. A NaN becomes the target's quiet NaN without a sign.
 *   <li>For an integer type, fractions are rounded in the same way; NumPy cuts them off. The
 *       conversion refuses NaN, infinity, and what is out of range after rounding.
 *   <li>Every number except 0 becomes the bool true, NaN too.
 *   <li>Blocks of GGML become float32, with the bits that GGML computes, and the other floats by
 *       way of float32.
 * </ul>
 *
 * <p>Elements are decoded to floats, or to doubles where floats do not hold them, and then encoded.
 * Only 64-bit integers do not fit in doubles. They are rounded so that the target gets the number
 * that one rounding gives, and between their two types they are copied.
 */
public final class Conversion {
  /** How many elements are decoded before they are encoded: whole blocks of every type. */
  private static final int BATCH = 1024;

  private final String tensor;
  private final DataType from;
  private final DataType to;
  private final FloatReader floatReader;
  private final DoubleReader doubleReader;
  private final FloatWriter floatWriter;
  private final DoubleWriter doubleWriter;
  private final float[] floats;
  private final double[] doubles;

  /**
   * Prepares a conversion. Throws UNSUPPORTED where there is none.
   *
   * @param tensor the tensor's name, for messages
   */
  public Conversion(String tensor, DataType from, DataType to) {
    this(tensor, from, to, FloatWriter.of(DataType.FLOAT32));
  }

  /**
   * Prepares a conversion on a platform that has its own way to write floats.
   *
   * @param toFloat32 writes floats where a slice of the target begins with a multiple of 4 bytes
   */
  public Conversion(String tensor, DataType from, DataType to, FloatWriter toFloat32) {
    this.tensor = tensor;
    this.from = from;
    this.to = to;
    floatReader = FloatReader.of(from);
    doubleReader = DoubleReader.of(from, to != DataType.FLOAT64);
    floatWriter = to == DataType.FLOAT32 ? toFloat32 : FloatWriter.of(to);
    doubleWriter = DoubleWriter.of(to);
    if (!exists()) {
      throw failure(Code.UNSUPPORTED, "The tensor \"" + tensor + "\" cannot become " + to.label());
    }
    floats = new float[BATCH];
    doubles = new double[BATCH];
  }

  private boolean exists() {
    boolean toFloats = floatWriter != null || to == DataType.FLOAT64;
    return from == to || (isNumber(from) && isNumber(to)) || (floatReader != null && toFloats);
  }

  /**
   * Returns whether elements of the type are plain numbers: those that can be written one by one.
   */
  private static boolean isNumber(DataType type) {
    return FloatWriter.of(type) != null || DoubleWriter.of(type) != null;
  }

  /** Converts all elements of a tensor. Throws INVALID as well when the bytes are not as many. */
  public byte[] convert(byte[] bytes, int count) {
    int size = size(from, count);
    if (bytes.length != size) {
      throw DataType.invalid(tensor, "it has " + bytes.length + " bytes instead of " + size);
    }
    byte[] into = new byte[size(to, count)];
    convert(bytes, 0, 0, count, into, 0);
    return into;
  }

  /**
   * Converts a slice of a tensor. A slice begins and ends with a whole block of both types, so the
   * slices of an int4 tensor have even counts, except for the last slice. Throws INVALID for an
   * element that the target does not hold; by then, earlier elements are written.
   *
   * @param at the byte where the slice begins
   * @param first the index of its first element in the tensor, for messages
   * @param count the number of elements
   * @param into receives the elements from byte {@code intoAt} on
   */
  public void convert(byte[] bytes, int at, long first, int count, byte[] into, int intoAt) {
    int size = size(from, count);
    Objects.checkFromIndexSize(at, size, bytes.length);
    Objects.checkFromIndexSize(intoAt, size(to, count), into.length);
    if (from == to) {
      System.arraycopy(bytes, at, into, intoAt, size);
      return;
    }
    if (isWide(from) && isWide(to)) {
      refuse(WideIntegers.firstHigh(bytes, at, count), first, "out of range");
      System.arraycopy(bytes, at, into, intoAt, size);
      return;
    }
    int step;
    for (int done = 0; done < count; done += step) {
      step = Math.min(BATCH, count - done);
      int source = at + done / from.block() * from.blockBytes();
      int target = intoAt + done / to.block() * to.blockBytes();
      int refused = batch(bytes, source, step, into, target);
      if (refused >= 0) {
        double number = doubles[refused];
        String why =
            Double.isNaN(number) ? "NaN" : Double.isInfinite(number) ? "infinite" : "out of range";
        refuse(refused, first + done, why);
      }
    }
  }

  private int batch(byte[] bytes, int at, int count, byte[] into, int intoAt) {
    if (floatReader != null) {
      floatReader.toFloats(bytes, at, count, floats);
    } else {
      doubleReader.toDoubles(bytes, at, count, doubles);
    }
    if (floatWriter != null) {
      if (floatReader == null) {
        Float32.round(doubles, count, floats, to != DataType.FLOAT32);
      }
      floatWriter.toBytes(floats, count, into, intoAt);
      return -1;
    }
    if (floatReader != null) {
      for (int i = 0; i < count; i++) {
        doubles[i] = floats[i];
      }
    }
    return doubleWriter.toBytes(doubles, count, into, intoAt);
  }

  private static boolean isWide(DataType type) {
    return type == DataType.INT64 || type == DataType.UINT64;
  }

  private void refuse(int index, long first, String why) {
    if (index >= 0) {
      throw failure(
              Code.INVALID,
              "Element "
                  + (first + index)
                  + " of the tensor \""
                  + tensor
                  + "\" is "
                  + why
                  + " and cannot become "
                  + to.label())
          .with("index", first + index);
    }
  }

  private GranaryException failure(Code code, String message) {
    return new GranaryException(code, message + " (from " + from.label() + ").")
        .with("tensor", tensor)
        .with("from", from.label())
        .with("to", to.label());
  }

  /** Returns how many bytes so many converted elements take; INVALID when no array holds them. */
  public int targetSize(long count) {
    if (count > Integer.MAX_VALUE) {
      throw DataType.invalid(tensor, "it is too large to be converted at once");
    }
    return size(to, (int) count);
  }

  /**
   * Returns how many bytes elements take that begin with a whole block. Does without {@code long},
   * because a caller may convert many short slices.
   */
  private int size(DataType type, int count) {
    int whole = count / type.block();
    int rest = count % type.block();
    if (rest != 0 && !type.isPartial()) {
      throw DataType.invalid(tensor, count + " elements are no whole blocks of " + type.label());
    }
    int blocks = rest == 0 ? whole : whole + 1;
    if (count < 0 || blocks > Integer.MAX_VALUE / type.blockBytes()) {
      throw DataType.invalid(tensor, count + " elements of " + type.label() + " are no slice");
    }
    return blocks * type.blockBytes();
  }
}
