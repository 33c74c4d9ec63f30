package dev.granary.tensor;

/** Decodes stored numbers of one type as doubles. */
interface DoubleReader {
  /** Decodes {@code count} numbers from byte {@code at} on. */
  void toDoubles(byte[] from, int at, int count, double[] to);

  /**
   * Returns the reader of a type, or null for the types of {@link FloatReader} and opaque ones.
   *
   * @param odd whether a whole number that is no double becomes the odd one of its two neighbours;
   *     see {@link Float32#round}
   */
  static DoubleReader of(DataType type, boolean odd) {
    return switch (type) {
      case FLOAT64 -> Float64::toDoubles;
      case BOOL -> Bools::toDoubles;
      case INT64, UINT64 -> new WideIntegers(type == DataType.INT64, odd);
      case INT32, INT16, INT8 -> new Integers(type.blockBytes(), true);
      case UINT32, UINT16, UINT8 -> new Integers(type.blockBytes(), false);
      default -> null;
    };
  }
}
