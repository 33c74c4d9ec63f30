package dev.granary.kernels.emit;

/** The opcodes in use (section 5.4). */
final class Op {
  static final int BLOCK = 0x02;
  static final int LOOP = 0x03;
  static final int IF = 0x04;
  static final int END = 0x0b;
  static final int BR = 0x0c;
  static final int BR_IF = 0x0d;
  static final int CALL = 0x10;

  static final int LOCAL_GET = 0x20;
  static final int LOCAL_SET = 0x21;

  static final int I32_LOAD = 0x28;
  static final int I32_LOAD8_U = 0x2d;
  static final int I32_STORE = 0x36;

  static final int I32_CONST = 0x41;
  static final int I32_EQZ = 0x45;
  static final int I32_LT_U = 0x49;
  static final int I32_ADD = 0x6a;
  static final int I32_SUB = 0x6b;
  static final int I32_AND = 0x71;
  static final int I32_OR = 0x72;
  static final int I32_XOR = 0x73;
  static final int I32_SHL = 0x74;
  static final int I32_SHR_U = 0x76;
  static final int I32_ROTL = 0x77;
  static final int I32_ROTR = 0x78;

  // Behind a prefix: see vector.
  static final int V128_LOAD = 0x00;
  static final int V128_STORE = 0x0b;
  static final int I8X16_SHUFFLE = 0x0d;
  static final int V128_XOR = 0x51;
  static final int I32X4_SHL = 0xab;
  static final int I32X4_SHR_U = 0xad;
  static final int I32X4_ADD = 0xae;

  private Op() {}

  /** Writes the opcode of an instruction on vectors. */
  static void vector(Bytes code, int opcode) {
    code.put(0xfd).unsigned(opcode);
  }
}
