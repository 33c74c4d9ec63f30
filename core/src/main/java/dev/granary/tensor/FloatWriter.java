package dev.granary.tensor;

/** Encodes floats as numbers of one type, little-endian, rounded to nearest, ties to even. */
public interface FloatWriter {
  /**
   * Encodes the first {@code count} floats; a NaN becomes the type's positive quiet NaN. Never
   * suspends.
   */
  void toBytes(float[] from, int count, byte[] to, int at);

  /** Returns the writer of a type, or null for all but the floats of 32 bits and fewer. */
  static FloatWriter of(DataType type) {
    return switch (type) {
      case FLOAT32 -> Float32::toBytes;
      case FLOAT16 -> Float16::toBytes;
      case BFLOAT16 -> BFloat16::toBytes;
      default -> null;
    };
  }
}
