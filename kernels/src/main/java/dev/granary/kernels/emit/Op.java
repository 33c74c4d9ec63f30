package dev.granary.kernels.emit;

/** Lists the opcodes in use (section 5.4). */
final class Op {
  static final int BLOCK = 0x02;
  static final int LOOP = 0x03;
  static final int IF = 0x04;
  static final int ELSE = 0x05;
  static final int END = 0x0b;
  static final int BR_IF = 0x0d;
  static final int CALL = 0x10;

  static final int SELECT = 0x1b;

  static final int LOCAL_GET = 0x20;
  static final int LOCAL_SET = 0x21;

  static final int I32_LOAD = 0x28;
  static final int I64_LOAD = 0x29;
  static final int F32_LOAD = 0x2a;
  static final int I32_LOAD8_U = 0x2d;
  static final int I32_STORE = 0x36;
  static final int I64_STORE = 0x37;
  static final int I32_STORE8 = 0x3a;

  static final int I32_CONST = 0x41;
  static final int I64_CONST = 0x42;
  static final int I32_EQZ = 0x45;
  static final int I32_EQ = 0x46;
  static final int I32_LT_U = 0x49;
  static final int I64_LT_S = 0x53;
  static final int F32_LT = 0x5d;
  static final int I32_ADD = 0x6a;
  static final int I32_SUB = 0x6b;
  static final int I32_MUL = 0x6c;
  static final int I32_AND = 0x71;
  static final int I32_OR = 0x72;
  static final int I32_XOR = 0x73;
  static final int I32_SHL = 0x74;
  static final int I32_SHR_S = 0x75;
  static final int I32_SHR_U = 0x76;
  static final int I32_ROTL = 0x77;
  static final int I32_ROTR = 0x78;
  static final int I64_OR = 0x84;
  static final int I64_SHL = 0x86;
  static final int I64_EXTEND_I32_U = 0xad;
  static final int F32_REINTERPRET_I32 = 0xbe;

  // Follows the prefix of bulk memory: see memoryCopy.
  private static final int MEMORY_COPY = 0x0a;

  // Follows the prefix of vectors: see vector.
  static final int V128_LOAD = 0x00;
  static final int V128_LOAD8X8_U = 0x02;
  static final int V128_LOAD16X4_U = 0x04;
  static final int V128_STORE = 0x0b;
  static final int V128_CONST = 0x0c;
  static final int I8X16_SHUFFLE = 0x0d;
  static final int I8X16_SPLAT = 0x0f;
  static final int F32X4_SPLAT = 0x13;
  static final int I32X4_EXTRACT_LANE = 0x1b;
  static final int I32X4_GT_S = 0x3b;
  static final int F32X4_LT = 0x43;
  static final int V128_AND = 0x4e;
  static final int V128_OR = 0x50;
  static final int V128_XOR = 0x51;
  static final int V128_ANY_TRUE = 0x53;
  static final int I8X16_SHR_U = 0x6d;
  static final int I8X16_SUB = 0x71;
  static final int I16X8_EXTADD_PAIRWISE_I8X16_S = 0x7c;
  static final int I32X4_EXTADD_PAIRWISE_I16X8_S = 0x7e;
  static final int I16X8_EXTEND_LOW_I8X16_S = 0x87;
  static final int I16X8_EXTEND_HIGH_I8X16_S = 0x88;
  static final int I32X4_EXTEND_LOW_I16X8_S = 0xa7;
  static final int I32X4_EXTEND_HIGH_I16X8_S = 0xa8;
  static final int I32X4_SHL = 0xab;
  static final int I32X4_SHR_U = 0xad;
  static final int I32X4_ADD = 0xae;
  static final int I32X4_DOT_I16X8_S = 0xba;
  static final int F32X4_ADD = 0xe4;
  static final int F32X4_SUB = 0xe5;
  static final int F32X4_MUL = 0xe6;
  static final int F32X4_CONVERT_I32X4_S = 0xfa;

  // A relaxed instruction: not every engine knows it.
  static final int I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S = 0x113;

  private Op() {}

  /** Writes the opcode of an instruction on vectors. */
  static void vector(Bytes code, int opcode) {
    code.put(0xfd).unsigned(opcode);
  }

  /** Writes the instruction that moves bytes within the memory. */
  static void memoryCopy(Bytes code) {
    code.put(0xfc).unsigned(MEMORY_COPY).put(0).put(0);
  }
}
