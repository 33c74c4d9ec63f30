package dev.granary.kernels.emit;

/** Lists the types of values (section 5.3.1). */
enum ValueType {
  I32(0x7f),
  I64(0x7e),
  F32(0x7d),
  V128(0x7b);

  final int code;

  ValueType(int code) {
    this.code = code;
  }
}
