package dev.granary.tensor;

/** Encodes doubles as numbers of one type, little-endian. */
interface DoubleWriter {
  /**
   * Encodes the first {@code count} doubles, up to one that the type does not hold. May round the
   * doubles in their array.
   *
   * @return the index of the number that the type does not hold, or -1
   */
  int toBytes(double[] from, int count, byte[] to, int at);

  /** Returns the writer of a type, or null for the types of {@link FloatWriter} and opaque ones. */
  static DoubleWriter of(DataType type) {
    return switch (type) {
      case FLOAT64 -> Float64::toBytes;
      case BOOL -> Bools::toBytes;
      case INT64, UINT64 -> new WideIntegers(type == DataType.INT64, false);
      case INT32, INT16, INT8 -> new Integers(type.blockBytes(), true);
      case UINT32, UINT16, UINT8 -> new Integers(type.blockBytes(), false);
      case INT4 -> Int4::fromSigned;
      case UINT4 -> Int4::fromUnsigned;
      default -> null;
    };
  }
}
