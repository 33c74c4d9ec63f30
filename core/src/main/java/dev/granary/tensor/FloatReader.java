package dev.granary.tensor;

/** Decodes stored numbers of one type whose values floats hold exactly, or blocks of numbers. */
interface FloatReader {
  /** Decodes {@code count} elements from byte {@code at} on. Blocks are whole. */
  void toFloats(byte[] from, int at, int count, float[] to);

  /** Returns the reader of a type, or null for types that floats do not hold, and opaque ones. */
  static FloatReader of(DataType type) {
    return switch (type) {
      case FLOAT32 -> Float32::toFloats;
      case FLOAT16 -> (from, at, count, to) -> Float16.toFloats(from, at, count, to, 0);
      case BFLOAT16 -> (from, at, count, to) -> BFloat16.toFloats(from, at, count, to, 0);
      case INT4 -> (from, at, count, to) -> Int4.toFloats(from, at, count, to, 0, true, 1, 0);
      case UINT4 -> (from, at, count, to) -> Int4.toFloats(from, at, count, to, 0, false, 1, 0);
      case Q4_0 -> new NibbleBlocks(false, false);
      case Q4_1 -> new NibbleBlocks(false, true);
      case Q5_0 -> new NibbleBlocks(true, false);
      case Q5_1 -> new NibbleBlocks(true, true);
      case Q8_0 -> ByteBlocks::toFloats;
      case Q2_K -> TwoBitBlocks::toFloats;
      case Q3_K -> ThreeBitBlocks::toFloats;
      case Q4_K -> new ScaledNibbleBlocks(false);
      case Q5_K -> new ScaledNibbleBlocks(true);
      case Q6_K -> SixBitBlocks::toFloats;
      default -> null;
    };
  }
}
