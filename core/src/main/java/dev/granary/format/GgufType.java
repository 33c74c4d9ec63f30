package dev.granary.format;

import dev.granary.tensor.DataType;

/** Maps GGUF's numbers of tensor types to types. */
final class GgufType {
  private GgufType() {}

  /** Returns the type with this number, or null when Granary does not know the number. */
  static DataType of(int id) {
    return switch (id) {
      case 0 -> DataType.FLOAT32;
      case 1 -> DataType.FLOAT16;
      case 2 -> DataType.Q4_0;
      case 3 -> DataType.Q4_1;
      case 6 -> DataType.Q5_0;
      case 7 -> DataType.Q5_1;
      case 8 -> DataType.Q8_0;
      case 9 -> DataType.Q8_1;
      case 10 -> DataType.Q2_K;
      case 11 -> DataType.Q3_K;
      case 12 -> DataType.Q4_K;
      case 13 -> DataType.Q5_K;
      case 14 -> DataType.Q6_K;
      case 15 -> DataType.Q8_K;
      case 16 -> DataType.IQ2_XXS;
      case 17 -> DataType.IQ2_XS;
      case 18 -> DataType.IQ3_XXS;
      case 19 -> DataType.IQ1_S;
      case 20 -> DataType.IQ4_NL;
      case 21 -> DataType.IQ3_S;
      case 22 -> DataType.IQ2_S;
      case 23 -> DataType.IQ4_XS;
      case 24 -> DataType.INT8;
      case 25 -> DataType.INT16;
      case 26 -> DataType.INT32;
      case 27 -> DataType.INT64;
      case 28 -> DataType.FLOAT64;
      case 29 -> DataType.IQ1_M;
      case 30 -> DataType.BFLOAT16;
      case 34 -> DataType.TQ1_0;
      case 35 -> DataType.TQ2_0;
      case 39 -> DataType.MXFP4;
      case 40 -> DataType.NVFP4;
      case 41 -> DataType.Q1_0;
      case 42 -> DataType.Q2_0;
      default -> null;
    };
  }
}
