package dev.granary.tensor;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import java.util.List;

/**
 * Names the types that the elements of a tensor can have, and says how many bytes a tensor of a
 * type takes. The labels are those of the public contract; quantised types have their GGML names.
 */
public enum DataType {
  FLOAT64("float64", 1, 8),
  FLOAT32("float32", 1, 4),
  FLOAT16("float16", 1, 2),
  BFLOAT16("bfloat16", 1, 2),
  INT64("int64", 1, 8),
  UINT64("uint64", 1, 8),
  INT32("int32", 1, 4),
  UINT32("uint32", 1, 4),
  INT16("int16", 1, 2),
  UINT16("uint16", 1, 2),
  INT8("int8", 1, 1),
  UINT8("uint8", 1, 1),
  BOOL("bool", 1, 1),

  // Two elements share a byte; the last byte of an odd tensor is half used.
  INT4("int4", 2, 1, true),
  UINT4("uint4", 2, 1, true),

  // Granary keeps these types and does not calculate with them.
  FLOAT8_E4M3FN("float8_e4m3fn", 1, 1),
  FLOAT8_E4M3FNUZ("float8_e4m3fnuz", 1, 1),
  FLOAT8_E5M2("float8_e5m2", 1, 1),
  FLOAT8_E5M2FNUZ("float8_e5m2fnuz", 1, 1),
  FLOAT8_E8M0FNU("float8_e8m0fnu", 1, 1),
  FLOAT6_E2M3("float6_e2m3", 4, 3),
  FLOAT6_E3M2("float6_e3m2", 4, 3),
  FLOAT4_E2M1("float4_e2m1", 2, 1, true),

  // GGML: a row is divided into blocks, and each block has scales of its own.
  Q4_0("q4_0", 32, 18),
  Q4_1("q4_1", 32, 20),
  Q5_0("q5_0", 32, 22),
  Q5_1("q5_1", 32, 24),
  Q8_0("q8_0", 32, 34),
  Q8_1("q8_1", 32, 36),
  Q2_K("q2_K", 256, 84),
  Q3_K("q3_K", 256, 110),
  Q4_K("q4_K", 256, 144),
  Q5_K("q5_K", 256, 176),
  Q6_K("q6_K", 256, 210),
  Q8_K("q8_K", 256, 292),
  IQ2_XXS("iq2_xxs", 256, 66),
  IQ2_XS("iq2_xs", 256, 74),
  IQ3_XXS("iq3_xxs", 256, 98),
  IQ1_S("iq1_s", 256, 50),
  IQ4_NL("iq4_nl", 32, 18),
  IQ3_S("iq3_s", 256, 110),
  IQ2_S("iq2_s", 256, 82),
  IQ4_XS("iq4_xs", 256, 136),
  IQ1_M("iq1_m", 256, 56),
  TQ1_0("tq1_0", 256, 54),
  TQ2_0("tq2_0", 256, 66),
  MXFP4("mxfp4", 32, 17),
  NVFP4("nvfp4", 64, 36),
  Q1_0("q1_0", 128, 18),
  Q2_0("q2_0", 64, 18);

  /** The largest tensor whose size a JavaScript number holds exactly. */
  private static final long LARGEST = 1L << 53;

  private final String label;
  private final int block;
  private final int blockBytes;
  private final boolean partial;

  DataType(String label, int block, int blockBytes) {
    this(label, block, blockBytes, false);
  }

  DataType(String label, int block, int blockBytes, boolean partial) {
    this.label = label;
    this.block = block;
    this.blockBytes = blockBytes;
    this.partial = partial;
  }

  /** Returns the type with this label, or null when there is none. */
  public static DataType of(String label) {
    for (DataType type : values()) {
      if (type.label.equals(label)) {
        return type;
      }
    }
    return null;
  }

  /** Returns the name of the type in the public contract. */
  public String label() {
    return label;
  }

  /** Returns how many elements one block has: 1 for plain numbers. */
  public int block() {
    return block;
  }

  /** Returns how many bytes one block takes. */
  public int blockBytes() {
    return blockBytes;
  }

  /** Returns whether the last block of a tensor may have fewer elements. */
  boolean isPartial() {
    return partial;
  }

  /**
   * Returns how many bytes a tensor of this shape takes. The last dimension is the one whose
   * elements lie side by side, and whole blocks must fit into it.
   *
   * @param name the tensor's name, for messages
   * @param shape the dimensions; none for a single number
   */
  public long byteSize(String name, List<Long> shape) {
    long elements = elements(name, shape);
    long row = shape.isEmpty() ? 1 : shape.get(shape.size() - 1);
    if (!partial && block > 1 && row % block != 0) {
      throw invalid(
          name,
          "its last dimension is "
              + row
              + ", which is no multiple of "
              + block
              + " ("
              + label
              + ")");
    }
    long blocks = elements / block + (elements % block == 0 ? 0 : 1);
    if (blocks > LARGEST / blockBytes) {
      throw invalid(name, "its shape is too large");
    }
    return blocks * blockBytes;
  }

  /** Returns how many elements a tensor of this shape has. */
  public static long elements(String name, List<Long> shape) {
    long elements = 1;
    boolean empty = shape.contains(0L);
    for (long dimension : shape) {
      if (dimension < 0) {
        throw invalid(name, "a dimension is " + dimension);
      }
      if (dimension > LARGEST || (!empty && elements > LARGEST / dimension)) {
        throw invalid(name, "its shape is too large");
      }
      elements *= empty ? 1 : dimension;
    }
    return empty ? 0 : elements;
  }

  static GranaryException invalid(String name, String why) {
    return new GranaryException(
            Code.INVALID, "The tensor \"" + name + "\" is not valid: " + why + ".")
        .with("tensor", name);
  }
}
